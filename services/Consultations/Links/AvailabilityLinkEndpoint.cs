using MayorsMechanism.Consultations.Availabilities;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Messaging;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Links;

/// <param name="Token">As it stands in the letter.</param>
/// <param name="TimeZone">Where the person will be: an IANA name.</param>
/// <param name="Intervals">From and to, as instants; none touching another. Leave them out when only the zone is known.</param>
public sealed record SayWhen([Text(100)] string Token, [Zone] string TimeZone, [AtMost(20)] IReadOnlyList<Interval>? Intervals = null);

/// <summary>Who is nominated says when they can come, as often as they like until the link expires: an answer does not end that.</summary>
static class AvailabilityLinkEndpoint
{
    public static void MapAvailabilityLink(this RouteGroupBuilder links) =>
        links.MapPost("/availability", Say).WithName("SayAvailabilityByLink").WithSummary("Say by a one-time link when you can come");

    static async Task<LinkResponse> Say(SayWhen body, ConsultationsDbContext db, KnownLinks links, TimeProvider clock, CancellationToken cancel)
    {
        var link = await links.FindAsync(body.Token, LinkToken.AnswerNomination, cancel);
        link.RequireUnexpired(clock.GetUtcNow());
        Author.Current = new($"person:{link.PersonId}", null);
        return await db.InTransactionAsync(async () =>
        {
            await db.LockPersonAsync(link.PersonId, cancel);
            var nomination = await db.Nominations.AsNoTracking().SingleAsync(n => n.Id == link.RecordId, cancel);
            var session = await db.Sessions.AsNoTracking().SingleAsync(s => s.Id == nomination.SessionId, cancel);
            session.RequireAhead();
            if (!nomination.IsExpected) throw new RuleViolation("nomination-state");
            var known = await db.AvailabilityOf(link.PersonId, session.ConsultationId).FirstOrDefaultAsync(cancel);
            var facts = new AvailabilityBody(known?.PersonId ?? link.PersonId, body.TimeZone, body.Intervals);
            if (known is null) db.Add(known = new Availability(session.ConsultationId, facts, null));
            else known.Touch();
            known.Say(facts);
            await db.SaveChangesAsync(cancel);
            return await LinkEndpoints.ShowAsync(link, db, clock, cancel);
        }, cancel);
    }

    /// <summary>What is known of when a person can come, under whichever of the records that were merged.</summary>
    public static IQueryable<Availability> AvailabilityOf(this ConsultationsDbContext db, Guid person, Guid consultation) => db.Availabilities
        .Where(a => a.ConsultationId == consultation && ConsultationsDbContext.CanonicalPerson(a.PersonId) == ConsultationsDbContext.CanonicalPerson(person))
        .OrderByDescending(a => a.PersonId == person);
}
