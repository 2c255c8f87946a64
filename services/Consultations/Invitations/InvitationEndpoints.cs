using MayorsMechanism.Consultations.Answers;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Invitations;

/// <summary>Filters of the list of invitations.</summary>
/// <param name="Consultation">Only to this consultation or a session of it.</param>
/// <param name="Session">Only to this session.</param>
/// <param name="Organisation">Only of this organisation.</param>
/// <param name="State">One state; open are those who have not answered.</param>
public sealed record InvitationFilter(Guid? Consultation, Guid? Session, Guid? Organisation, Word<InvitationState>? State);

static class InvitationEndpoints
{
    public static void MapInvitations(this IEndpointRouteBuilder app)
    {
        var invitations = app.MapGroup("/api/v1/invitations").WithTags("Invitations");
        invitations.MapGet("/", List).RequireScope(Scopes.ConsultationsRead).WithName("ListInvitations").WithSummary("List invitations");
        invitations.MapGet("/{id:guid}", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetInvitation").WithSummary("Read an invitation");
        invitations.MapGet("/{id:guid}/occasion", GetOccasion).RequireScope(Scopes.ConsultationsRead).WithName("GetInvitationOccasion")
            .WithSummary("Read to what an invitation is, also before the consultation opens");
        invitations.MapInviting();

        var changes = invitations.MapGroup("/{id:guid}");
        changes.MapPost("/accept", Accept).RequireScope(Scopes.NominationsWrite).WithName("AcceptInvitation")
            .WithSummary("Accept an invitation to your network, or record that somebody did");
        changes.MapPost("/decline", Decline).RequireScope(Scopes.NominationsWrite).WithName("DeclineInvitation")
            .WithSummary("Decline an invitation to your network, or record that somebody did");
        var secretariat = changes.MapGroup("").RequireScope(Scopes.ConsultationsWrite).RequireSecretariat();
        secretariat.MapPatch("/", Patch).WithName("PatchInvitation").WithSummary("Give more or less time to answer, or write to somebody else");
        secretariat.MapPost("/withdraw", Withdraw).WithName("WithdrawInvitation").WithSummary("Take an invitation back");
    }

    static async Task<Page<InvitationResponse>> List(
        [AsParameters] InvitationFilter filter, [AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel)
    {
        var all = tenancy.Invitations.AsNoTracking();
        if (filter.Consultation is { } consultation) all = all.Where(i => i.ConsultationId == consultation);
        if (filter.Session is { } session) all = all.Where(i => i.SessionId == session);
        if (filter.Organisation is { } organisation) all = all.Where(i => i.OrganisationId == organisation);
        if (filter.State is { } state) all = all.Where(i => i.State == state.Value);
        return (await page.RunAsync(all, cancel)).Select(i => InvitationResponse.For(tenancy.Caller, i));
    }

    static async Task<Results<RecordResult<InvitationResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.Invitations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancel) is { } invitation
            ? new RecordResult<InvitationResponse>(InvitationResponse.For(tenancy.Caller, invitation))
            : TypedResults.NotFound();

    static async Task<Results<Ok<Occasion>, NotFound>> GetOccasion(Guid id, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        await Occasion.OfAsync(tenancy.Invitations.Where(i => i.Id == id), db, cancel) is { } occasion ? TypedResults.Ok(occasion) : TypedResults.NotFound();

    static Task<Results<RecordResult<InvitationResponse>, NotFound>> Accept(
        Guid id, AcceptInvitation? body, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, async invitation =>
        {
            var recorded = await AnswerOfAsync(invitation, body?.Recorded, tenancy, db, clock.GetUtcNow(), cancel);
            invitation.Accept(clock.GetUtcNow(), recorded);
        }, cancel);

    static Task<Results<RecordResult<InvitationResponse>, NotFound>> Decline(
        Guid id, DeclineInvitation? body, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, async invitation =>
        {
            var recorded = await AnswerOfAsync(invitation, body?.Recorded, tenancy, db, clock.GetUtcNow(), cancel);
            invitation.Decline(clock.GetUtcNow(), body?.Reason, recorded);
        }, cancel);

    static Task<Results<RecordResult<InvitationResponse>, NotFound>> Patch(
        Guid id, MergePatch<InvitationTerms> patch, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, async invitation =>
        {
            var terms = await patch.ApplyToAsync(new(invitation.Deadline, invitation.ContactId));
            if (terms.ContactId is { } contact && contact != invitation.ContactId) await RequireContactAsync(invitation, contact, tenancy, db, cancel);
            invitation.Change(terms.Deadline, terms.ContactId);
        }, cancel);

    static async Task RequireContactAsync(Invitation invitation, Guid contact, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var organisation = await db.Invitations.Where(i => i.Id == invitation.Id)
            .Select(i => ConsultationsDbContext.CanonicalOrganisation(i.OrganisationId)).SingleAsync(cancel);
        var contacts = await Contacts.LockAsync([(organisation, contact)], tenancy.Today, db, cancel);
        if (!contacts.Has(organisation, contact)) throw new ShapeException("contactId", "contact-of-another");
    }

    static Task<Results<RecordResult<InvitationResponse>, NotFound>> Withdraw(
        Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, invitation => { invitation.Withdraw(); return Task.CompletedTask; }, cancel);

    /// <summary>Null when the invited network speaks for itself; for its members it does not answer, though it sees what they are asked.</summary>
    static async Task<RecordedAnswer?> AnswerOfAsync(
        Invitation invitation, Recorded? recorded, Tenancy tenancy, ConsultationsDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        if (tenancy.Caller.NetworkId is not { } network) return RecordedAnswer.Of(tenancy.Caller, recorded, now);
        if (recorded is not null) throw new ProblemException(403, "records-for-others");
        var isOwn = await db.Invitations.AnyAsync(i => i.Id == invitation.Id && ConsultationsDbContext.CanonicalOrganisation(i.OrganisationId) == network, cancel);
        return isOwn ? null : throw new ProblemException(403, "not-your-invitation");
    }

    static Task<Results<RecordResult<InvitationResponse>, NotFound>> ChangeAsync(
        Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, Func<Invitation, Task> change, CancellationToken cancel) =>
        db.InTransactionAsync<Results<RecordResult<InvitationResponse>, NotFound>>(async () =>
        {
            if (await tenancy.Invitations.SingleOrDefaultAsync(i => i.Id == id, cancel) is not { } invitation) return TypedResults.NotFound();
            ifMatch.Claim(invitation);
            await change(invitation);
            await db.SaveChangesAsync(cancel);
            return new RecordResult<InvitationResponse>(InvitationResponse.For(tenancy.Caller, invitation));
        }, cancel);
}
