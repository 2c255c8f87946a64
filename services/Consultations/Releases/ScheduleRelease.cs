using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Releases;

/// <summary>The schedule of a consultation as it was handed out. Nothing changes it.</summary>
public sealed class ScheduleRelease : Entity
{
    public Guid ConsultationId { get; private set; }

    /// <summary>From 1, for each consultation.</summary>
    public int Number { get; private set; }

    public DateTimeOffset ReleasedAt { get; private set; }

    /// <summary>What is new in it, by language (BCP 47).</summary>
    public Dictionary<string, string> Changelog { get; private set; } = [];

    /// <summary>In the order of their days and hours.</summary>
    public ReleasedSession[] Sessions { get; private set; } = [];

    ScheduleRelease() { }

    /// <summary>Releases all sessions of a consultation as they are.</summary>
    /// <exception cref="RuleViolation">The consultation is not open yet, a session still to come has no start, or nothing has changed.</exception>
    public static ScheduleRelease Of(Consultation consultation, IReadOnlyList<Session> sessions, Dictionary<string, string> changelog, DateTimeOffset now)
    {
        var number = consultation.ReleaseSchedule();
        foreach (var session in sessions) session.Release(number, now);
        var released = sessions.Select(session => session.Released).OfType<ReleasedSession>().ToList();
        if (released.All(session => session.Number < number)) throw new RuleViolation("nothing-new");
        return new()
        {
            ConsultationId = consultation.Id,
            Number = number,
            ReleasedAt = now,
            Changelog = changelog,
            Sessions = [.. released.OrderBy(session => session.Facts.Date).ThenBy(session => session.Facts.Start).ThenBy(session => session.SessionId)],
        };
    }
}
