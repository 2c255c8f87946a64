using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.Slots;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Copies;
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
public sealed record LinkResponse(
    string Consultation, Dictionary<string, string> Session, DateOnly Date, DateTimeOffset? Start, string TimeZone,
    string Person, string Organisation, NominationState State, bool CanAnswer);

/// <summary>Answering without an account: whoever has the letter has the token, and it stands in bodies only.</summary>
static class LinkEndpoints
{
    public static void MapLinks(this IEndpointRouteBuilder app)
    {
        var links = app.MapGroup("/api/v1/nominations/link").WithTags("Nominations").AllowAnonymous().WithMetadata(new TakesSecret());
        links.MapPost("/", Open).WithName("OpenNominationLink").WithSummary("Show what a one-time link is about");
        links.MapPost("/answer", Answer).WithName("AnswerNominationLink").WithSummary("Accept or decline by a one-time link");
    }

    static async Task<LinkResponse> Open(OpenLink body, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel)
    {
        var link = await FindAsync(body.Token, db, cancel);
        if (link.ConsumedAt is null) link.RequireUnexpired(clock.GetUtcNow());
        return await ShowAsync(link, db, clock, cancel);
    }

    static async Task<LinkResponse> Answer(
        AnswerLink body, ConsultationsDbContext db, Alternates alternates, TimeProvider clock, CancellationToken cancel)
    {
        var found = await FindAsync(body.Token, db, cancel);
        Author.Current = new($"person:{found.PersonId}", null);
        return await db.InTransactionAsync(async () =>
        {
            await db.LockPersonAsync(found.PersonId, cancel);
            var sessionId = await db.Nominations.Where(n => n.Id == found.NominationId).Select(n => n.SessionId).SingleAsync(cancel);
            var session = (await db.LockSessionAsync(sessionId, cancel))!;
            var link = await db.NominationLinks.FromSql($"SELECT * FROM nomination_links WHERE token_hash = {found.TokenHash} FOR UPDATE").SingleAsync(cancel);
            var now = clock.GetUtcNow();
            link.Consume(now);
            var nomination = await db.Nominations.SingleAsync(n => n.Id == link.NominationId, cancel);
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

    /// <summary>Its event may be a moment behind the letter.</summary>
    static async Task<NominationLink> FindAsync(string token, ConsultationsDbContext db, CancellationToken cancel) =>
        NominationLink.HashOf(token) is { } hash && await db.NominationLinks.WaitOrNullAsync(l => l.TokenHash == hash, _ => true, cancel) is { } link
            ? link
            : throw new ProblemException(404, "link-unknown");

    static async Task<LinkResponse> ShowAsync(NominationLink link, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel)
    {
        var told = await (
            from nomination in db.Nominations.AsNoTracking()
            join session in db.Sessions on nomination.SessionId equals session.Id
            join consultation in db.Consultations on session.ConsultationId equals consultation.Id
            join person in db.PersonCopies on link.PersonId equals person.Id
            join organisation in db.OrganisationCopies on ConsultationsDbContext.CanonicalOrganisation(nomination.OnBehalfOf) equals organisation.Id
            where nomination.Id == link.NominationId
            select new { nomination.State, nomination.Told, session, Consultation = consultation.Name, Person = person.Name, Organisation = organisation.Name })
            .SingleOrDefaultAsync(cancel) ?? throw new ProblemException(404, "link-unknown");
        var canAnswer = told.State is NominationState.Confirmed && link.IsOpen(clock.GetUtcNow());
        var facts = told.Told?.Facts ?? told.session.Announced;
        return new(told.Consultation, facts.Title, facts.Date, facts.Start, facts.TimeZone,
            told.Person, told.Organisation, told.State, canAnswer);
    }
}
