using MayorsMechanism.Consultations.Invitations;
using MayorsMechanism.Messaging;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Links;

/// <summary>What the page of a one-time link to an invitation shows.</summary>
/// <param name="Consultation">Its name.</param>
/// <param name="Session">Title by language (BCP 47); null when it is to the whole consultation, like the next three.</param>
/// <param name="Date">The day in the session's time zone.</param>
/// <param name="Start">When it starts, if that is known.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Person">The name of whom the letter went to.</param>
/// <param name="Organisation">The name of the invited one.</param>
/// <param name="Deadline">Until when an answer is taken.</param>
/// <param name="State">How far the invitation has come.</param>
/// <param name="CanAnswer">Whether this link still takes an answer.</param>
public sealed record InvitationLinkResponse(
    string Consultation, Dictionary<string, string>? Session, DateOnly? Date, DateTimeOffset? Start, string? TimeZone,
    string Person, string Organisation, DateTimeOffset Deadline, InvitationState State, bool CanAnswer);

/// <summary>Answering an invitation without an account, as <see cref="LinkEndpoints"/> does a nomination.</summary>
static class InvitationLinkEndpoints
{
    public static void MapInvitationLinks(this IEndpointRouteBuilder app)
    {
        var links = app.MapGroup("/api/v1/invitations/link").WithTags("Invitations").AllowAnonymous().WithMetadata(new TakesSecret());
        links.MapPost("/", Open).WithName("OpenInvitationLink").WithSummary("Show what a one-time link to an invitation is about");
        links.MapPost("/answer", Answer).WithName("AnswerInvitationLink").WithSummary("Accept or decline an invitation by a one-time link");
    }

    static async Task<InvitationLinkResponse> Open(OpenLink body, ConsultationsDbContext db, KnownLinks links, TimeProvider clock, CancellationToken cancel)
    {
        var link = await links.FindAsync(body.Token, LinkToken.AnswerInvitation, cancel);
        return await ShowAsync(link, db, clock.GetUtcNow(), cancel);
    }

    static async Task<InvitationLinkResponse> Answer(
        AnswerLink body, ConsultationsDbContext db, KnownLinks links, TimeProvider clock, CancellationToken cancel)
    {
        var found = await links.FindAsync(body.Token, LinkToken.AnswerInvitation, cancel);
        Author.Current = new($"person:{found.PersonId}", null);
        return await db.InTransactionAsync(async () =>
        {
            await db.LockPersonAsync(found.PersonId, cancel);
            var link = await links.LockAsync(found, cancel);
            var invitation = await db.Invitations.FromSql($"SELECT * FROM invitations WHERE id = {link.RecordId} FOR UPDATE").SingleAsync(cancel);
            var now = clock.GetUtcNow();
            link.Consume(now, lasts: invitation.IsAsking(now));
            invitation.Touch();
            invitation.AnswerByLink(link.PersonId, body.Answer is LinkAnswer.Accept, body.Reason, now);
            await db.SaveChangesAsync(cancel);
            return await ShowAsync(link, db, now, cancel);
        }, cancel);
    }

    static async Task<InvitationLinkResponse> ShowAsync(OneTimeLink link, ConsultationsDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        var told = await (
            from invitation in db.Invitations.AsNoTracking()
            join person in db.PersonCopies on ConsultationsDbContext.CanonicalPerson(link.PersonId) equals person.Id
            join organisation in db.OrganisationCopies on ConsultationsDbContext.CanonicalOrganisation(invitation.OrganisationId) equals organisation.Id
            where invitation.Id == link.RecordId
            select new { invitation, Person = person.Name, Organisation = organisation.Name })
            .SingleOrDefaultAsync(cancel) ?? throw new ProblemException(404, "link-unknown");
        // A deadline that was put off since keeps the link open.
        if (link.ConsumedAt is null && !told.invitation.IsAsking(now)) link.RequireUnexpired(now);
        told.invitation.RequireContact(link.PersonId);
        var to = (await Occasion.OfAsync(db.Invitations.Where(i => i.Id == link.RecordId), db, cancel))!;
        return new(to.Consultation, to.Session, to.Date, to.Start, to.TimeZone, told.Person, told.Organisation,
            told.invitation.Deadline, told.invitation.State, link.ConsumedAt is null && told.invitation.IsAsking(now));
    }
}
