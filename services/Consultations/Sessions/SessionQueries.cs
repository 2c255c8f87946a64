using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Sessions;

static class SessionQueries
{
    /// <summary>Whoever gets a seat is told of the session: before the first release as it is planned, from then on as it was released.</summary>
    /// <exception cref="RuleViolation">There are releases of the schedule, and the session is in none of them.</exception>
    public static async Task RequireShownAsync(this ConsultationsDbContext db, Session session, CancellationToken cancel)
    {
        if (session.Released is null && await db.Consultations.AnyAsync(c => c.Id == session.ConsultationId && c.Releases > 0, cancel))
        {
            throw new RuleViolation("session-not-released");
        }
    }

    /// <summary>With the seats that are taken, by whomever, and the nominations that the caller may see and that wait for one.</summary>
    public static IQueryable<SeatedSession> WithSeats(this IQueryable<Session> sessions, Tenancy tenancy, ConsultationsDbContext db)
    {
        var seated = db.Nominations.Seated();
        var proposed = tenancy.Nominations.Where(n => n.State == NominationState.Proposed && n.AlternateRank == null);
        return sessions.Select(s => new SeatedSession
        {
            Session = s,
            Seated = seated.Count(n => n.SessionId == s.Id),
            Proposed = proposed.Count(n => n.SessionId == s.Id),
        });
    }
}

/// <summary>A session and how many sit in it.</summary>
sealed class SeatedSession
{
    public required Session Session { get; init; }
    public required int Seated { get; init; }
    public required int Proposed { get; init; }
}
