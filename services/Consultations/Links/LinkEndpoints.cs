using MayorsMechanism.Consultations.Availabilities;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.Slots;
using MayorsMechanism.Messaging;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Links;

/// <param name="Token">As it stands in the letter.</param>
public sealed record OpenLink([Text(100)] string Token);

public enum LinkAnswer { Accept, Decline }

/// <param name="Token">As it stands in the letter.</param>
/// <param name="Answer">Whether the person comes.</param>
/// <param name="Reason">Why not, if the person wishes to say.</param>
public sealed record AnswerLink([Text(100)] string Token, LinkAnswer Answer, [Text(1000)] string? Reason = null);

/// <summary>What the page of a one-time link shows.</summary>
/// <param name="Consultation">Its name.</param>
/// <param name="Session">Title by language (BCP 47).</param>
/// <param name="Date">The day in the session's time zone.</param>
/// <param name="Start">When it starts, if that is known.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Person">The name of whom the letter went to.</param>
/// <param name="Organisation">The name of the organisation that the person speaks for.</param>
/// <param name="State">How far the nomination has come.</param>
/// <param name="CanAnswer">Whether this link still takes an answer.</param>
/// <param name="CanSayWhen">Whether the person may still say when they can come.</param>
/// <param name="Availability">When the person can come to this consultation, as far as that was said.</param>
public sealed record LinkResponse(
    string Consultation, Dictionary<string, string> Session, DateOnly Date, DateTimeOffset? Start, string TimeZone,
    string Person, string Organisation, NominationState State, bool CanAnswer, bool CanSayWhen, LinkAvailability? Availability);

/// <param name="TimeZone">Where the person will be: an IANA name.</param>
/// <param name="Intervals">When the person can come, in order; empty when only the zone is known.</param>
public sealed record LinkAvailability(string TimeZone, Interval[] Intervals);

/// <summary>Answering without an account: whoever has the letter has the token, and it stands in bodies only.</summary>
static class LinkEndpoints
{
    public static void MapLinks(this IEndpointRouteBuilder app)
    {
        var links = app.MapGroup("/api/v1/nominations/link").WithTags("Nominations").AllowAnonymous().WithMetadata(new TakesSecret());
        links.MapPost("/", Open).WithName("OpenNominationLink").WithSummary("Show what a one-time link is about");
        links.MapPost("/answer", Answer).WithName("AnswerNominationLink").WithSummary("Accept or decline by a one-time link");
        links.MapAvailabilityLink();
    }

    static async Task<LinkResponse> Open(OpenLink body, ConsultationsDbContext db, KnownLinks links, TimeProvider clock, CancellationToken cancel)
    {
        var link = await links.FindAsync(body.Token, LinkToken.AnswerNomination, cancel);
        if (link.ConsumedAt is null) link.RequireUnexpired(clock.GetUtcNow());
        return await ShowAsync(link, db, clock, cancel);
    }

    static async Task<LinkResponse> Answer(
        AnswerLink body, ConsultationsDbContext db, KnownLinks links, Alternates alternates, TimeProvider clock, CancellationToken cancel)
    {
        var found = await links.FindAsync(body.Token, LinkToken.AnswerNomination, cancel);
        Author.Current = new($"person:{found.PersonId}", null);
        return await db.InTransactionAsync(async () =>
        {
            await db.LockPersonAsync(found.PersonId, cancel);
            var sessionId = await db.Nominations.Where(n => n.Id == found.RecordId).Select(n => n.SessionId).SingleAsync(cancel);
            var session = (await db.LockSessionAsync(sessionId, cancel))!;
            var link = await links.LockAsync(found, cancel);
            var now = clock.GetUtcNow();
            link.Consume(now);
            var nomination = await db.Nominations.SingleAsync(n => n.Id == link.RecordId, cancel);
            nomination.Touch();
            if (body.Answer is LinkAnswer.Accept) nomination.Accept(now);
            else await DeclineAsync(nomination, body.Reason, session, db, alternates, now, cancel);
            await db.SaveChangesAsync(cancel);
            return await ShowAsync(link, db, clock, cancel);
        }, cancel);
    }

    static async Task DeclineAsync(Nomination nomination, string? reason, Session session, ConsultationsDbContext db, Alternates alternates,
        DateTimeOffset now, CancellationToken cancel)
    {
        nomination.Decline(now, reason);
        session.RequireNotHeld();
        await db.FreeSlotsAsync([nomination.Id], cancel);
        await alternates.MoveUpAsync(session, nomination, cancel);
    }

    public static async Task<LinkResponse> ShowAsync(OneTimeLink link, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel)
    {
        var told = await (
            from nomination in db.Nominations.AsNoTracking()
            join session in db.Sessions on nomination.SessionId equals session.Id
            join consultation in db.Consultations on session.ConsultationId equals consultation.Id
            join person in db.PersonCopies on link.PersonId equals person.Id
            join organisation in db.OrganisationCopies on ConsultationsDbContext.CanonicalOrganisation(nomination.OnBehalfOf) equals organisation.Id
            where nomination.Id == link.RecordId
            select new { nomination, session, Consultation = consultation.Name, Person = person.Name, Organisation = organisation.Name })
            .SingleOrDefaultAsync(cancel) ?? throw new ProblemException(404, "link-unknown");
        var now = clock.GetUtcNow();
        var canAnswer = told.nomination.State is NominationState.Confirmed && link.IsOpen(now);
        var canSayWhen = told.nomination.IsExpected && !told.session.IsOver && now < link.ExpiresAt;
        var facts = told.nomination.Told?.Facts ?? told.session.Announced;
        var availability = await db.AvailabilityOf(link.PersonId, told.session.ConsultationId).AsNoTracking().FirstOrDefaultAsync(cancel);
        return new(told.Consultation, facts.Title, facts.Date, facts.Start, facts.TimeZone, told.Person, told.Organisation, told.nomination.State, canAnswer,
            canSayWhen, availability is null ? null : new(availability.TimeZone, availability.Intervals));
    }
}
