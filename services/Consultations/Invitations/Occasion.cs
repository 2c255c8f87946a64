using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Invitations;

/// <summary>To what somebody is invited: whoever is asked is told, also before the consultation is open to networks.</summary>
/// <param name="Consultation">Its name.</param>
/// <param name="Session">Title by language (BCP 47), as last announced; null when it is to the whole consultation, like the next three.</param>
/// <param name="Date">The day in the session's time zone.</param>
/// <param name="Start">When it starts, if that is known.</param>
/// <param name="TimeZone">IANA name.</param>
public sealed record Occasion(string Consultation, Dictionary<string, string>? Session, DateOnly? Date, DateTimeOffset? Start, string? TimeZone)
{
    /// <summary>Null when there is no such invitation.</summary>
    public static async Task<Occasion?> OfAsync(IQueryable<Invitation> one, ConsultationsDbContext db, CancellationToken cancel)
    {
        var to = await (
            from invitation in one
            join consultation in db.Consultations on invitation.ConsultationId equals consultation.Id
            join session in db.Sessions on invitation.SessionId equals session.Id into sessions
            from session in sessions.DefaultIfEmpty()
            select new { consultation.Name, Session = session }).AsNoTracking().SingleOrDefaultAsync(cancel);
        var facts = to?.Session?.Announced;
        return to is null ? null : new(to.Name, facts?.Title, facts?.Date, facts?.Start, facts?.TimeZone);
    }
}
