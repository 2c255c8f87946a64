using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MayorsMechanism.Consultations.Consultations.Cloning;

/// <summary>The same consultation once more.</summary>
/// <param name="CycleId">The cycle that it is planned for.</param>
/// <param name="Name">Of the new one.</param>
/// <param name="Start">The day of its first session; the others follow as far apart as they were.</param>
public sealed record CloneConsultation(Guid CycleId, [Text(300)] string Name, [OfOurTime] DateOnly Start)
{
    public static CloneConsultation Example => new(Guid.Parse("01970000-0000-7000-8000-000000000001"), "Puebla Process Consultation 2023", new(2023, 6, 1));
}

static class CloneEndpoint
{
    public static void MapClone(this RouteGroupBuilder consultation) => consultation.MapPost("/clone", Clone)
        .RequireScope(Scopes.ConsultationsWrite).RequireSecretariat().WithName("CloneConsultation")
        .WithSummary("Plan a consultation anew: its form and sessions, without people, answers, documents, themes and links");

    static async Task<Results<CreatedRecord<ConsultationResponse>, NotFound>> Clone(
        Guid id, CloneConsultation body, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await db.Consultations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancel) is not { } source) return TypedResults.NotFound();
        if (!await db.Cycles.AnyAsync(c => c.Id == body.CycleId, cancel)) throw new ShapeException("cycleId", "unknown-cycle");
        var sessions = await db.Sessions.AsNoTracking().Where(s => s.ConsultationId == id && s.State != SessionState.Cancelled)
            .OrderBy(s => s.Date).ThenBy(s => s.Id).ToListAsync(cancel);
        // Who holds the host's chair changes from year to year.
        var clone = new Consultation(ConsultationResponse.BodyOf(source) with { CycleId = body.CycleId, Name = body.Name, HostChair = null });
        db.Add(clone);
        if (sessions.Count > 0)
        {
            var days = body.Start.DayNumber - sessions[0].Date.DayNumber;
            db.AddRange(sessions.Select(session => new Session(clone.Id, Shifted(session, days))));
        }
        await db.SaveChangesAsync(cancel);
        return new CreatedRecord<ConsultationResponse>($"/api/v1/consultations/{clone.Id}", ConsultationResponse.Of(clone));
    }

    /// <summary>So many days later, at the same time of day. Themes are of a cycle, and this one may be for another.</summary>
    static SessionBody Shifted(Session session, int days)
    {
        var date = session.Date.AddDays(days);
        return SessionResponse.BodyOf(session) with { Date = date, Start = SameTime(session, date), ThemeId = null };
    }

    /// <summary>Clocks may be put forward over it on that day: then it is as much later.</summary>
    static DateTimeOffset? SameTime(Session session, DateOnly date)
    {
        if (session.Start is not { } start) return null;
        var zone = DateTimeZoneProviders.Tzdb[session.TimeZone];
        var time = Instant.FromDateTimeOffset(start).InZone(zone).TimeOfDay;
        return zone.AtLeniently(LocalDate.FromDateOnly(date) + time).ToInstant().ToDateTimeOffset();
    }
}
