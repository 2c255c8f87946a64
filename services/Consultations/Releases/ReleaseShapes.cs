using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Releases;

/// <param name="Changelog">What is new, in words, by language tag (BCP 47).</param>
public sealed record ReleaseSchedule([Translations(2000)] Dictionary<string, string> Changelog)
{
    public static ReleaseSchedule Example => new(new Dictionary<string, string> { ["en"] = "The session on skills begins an hour later." });
}

/// <summary>A release in a list.</summary>
/// <param name="Number">From 1, for each consultation.</param>
/// <param name="ReleasedAt">When.</param>
/// <param name="Changelog">What was new, by language tag (BCP 47).</param>
public sealed record ReleaseSummary(int Number, DateTimeOffset ReleasedAt, Dictionary<string, string> Changelog);

/// <summary>A schedule as it was handed out.</summary>
/// <param name="ConsultationId">Of which consultation.</param>
/// <param name="Version">Always 1: a release does not change.</param>
/// <param name="Number">From 1, for each consultation.</param>
/// <param name="ReleasedAt">When.</param>
/// <param name="Changelog">What was new, by language tag (BCP 47).</param>
/// <param name="Sessions">In the order of their days and hours; cancelled ones stay.</param>
public sealed record ReleaseResponse(
    Guid ConsultationId, int Version, int Number, DateTimeOffset ReleasedAt, Dictionary<string, string> Changelog,
    IReadOnlyList<ScheduledSession> Sessions) : IVersioned
{
    public static ReleaseResponse Of(ScheduleRelease r) =>
        new(r.ConsultationId, r.Version, r.Number, r.ReleasedAt, r.Changelog, [.. r.Sessions.Select(ScheduledSession.Of)]);
}

/// <summary>A session in a release. What only those who come may know, such as where to join, is not part of it.</summary>
/// <param name="SessionId">Names the session.</param>
/// <param name="Kind">Which part of the consultation it is.</param>
/// <param name="ThemeId">A theme of the consultation's cycle.</param>
/// <param name="Title">By language tag (BCP 47).</param>
/// <param name="Date">The day in the session's time zone.</param>
/// <param name="Start">The instant it starts; unknown for some that are over.</param>
/// <param name="Duration">ISO 8601.</param>
/// <param name="TimeZone">IANA name of the zone in which it is announced.</param>
/// <param name="Languages">Languages of interpretation, BCP 47.</param>
/// <param name="State">How far it had come.</param>
/// <param name="Seats">For local and regional authorities.</param>
/// <param name="Sequence">Rises with each release that changes its time, place or state.</param>
/// <param name="LastModified">When it was released with its latest change.</param>
public sealed record ScheduledSession(
    Guid SessionId, SessionKind Kind, Guid? ThemeId, Dictionary<string, string> Title, DateOnly Date, DateTimeOffset? Start, TimeSpan? Duration,
    string TimeZone, string[] Languages, SessionState State, int Seats, int Sequence, DateTimeOffset LastModified)
{
    public static ScheduledSession Of(ReleasedSession s) => new(s.SessionId, s.Facts.Kind, s.Facts.ThemeId, s.Facts.Title, s.Facts.Date, s.Facts.Start,
        s.Facts.Duration, s.Facts.TimeZone, s.Facts.Languages, s.Facts.State, s.Facts.Seats, s.Sequence, s.LastModified);
}
