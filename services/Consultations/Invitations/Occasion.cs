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
    public static async Task<Occasion> OfAsync(Invitation invitation, ConsultationsDbContext db, CancellationToken cancel)
    {
        var consultation = await db.Consultations.Where(c => c.Id == invitation.ConsultationId).Select(c => c.Name).SingleAsync(cancel);
        var session = invitation.SessionId is { } id ? (await db.Sessions.AsNoTracking().SingleAsync(s => s.Id == id, cancel)).Announced : null;
        return new(consultation, session?.Title, session?.Date, session?.Start, session?.TimeZone);
    }
}
