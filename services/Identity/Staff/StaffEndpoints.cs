using MayorsMechanism.Identity.Events;
using MayorsMechanism.Identity.Sessions;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Identity.Staff;

static class StaffEndpoints
{
    public static void MapStaff(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/staff").WithTags("Staff");
        staff.MapPost("/accept-invitation", Accept).AllowAnonymous()
            .WithName("AcceptInvitation").WithSummary("Set the password of an account, with the one-time secret of an invitation or a reset");

        var managed = staff.MapGroup("/").RequireScope(Scopes.IdentityManage).RequireSecretariat();
        managed.MapPost("/", Invite).WithMetadata(new AnswerHoldsSecret()).WithName("InviteStaff").WithSummary("Invite a member of staff; the one-time secret is shown once");
        managed.MapGet("/", List).WithName("ListStaff").WithSummary("Staff accounts, oldest first");
        managed.MapGet("/{id:guid}", Get).WithName("GetStaff").WithSummary("A staff account");
        managed.MapPatch("/{id:guid}", Update).WithName("UpdateStaff").WithSummary("Change name, role or organisation");
        managed.MapStaffTransitions();
    }

    static async Task<CreatedRecord<InvitationResponse>> Invite(
        InviteStaff request, Caller caller, IdentityDbContext db, SecurityLog log, TimeProvider time, IOptions<IdentityOptions> options, CancellationToken cancel)
    {
        if (request.Role is StaffRole.Administrator) caller.MustBeAdministrator();
        var now = time.GetUtcNow();
        var account = new StaffAccount
        {
            Email = request.Email,
            Name = request.Name,
            Role = request.Role,
            Organisation = request.Organisation,
            CreatedAt = now,
            CreatedBy = caller.Subject,
        };
        // The inviter hands it over: no mail leaves Identity, and a mailbox is not where a first secret should rest.
        var (invitation, expiresAt) = (Secret.New(), now + options.Value.InvitationLifetime);
        account.Invite(invitation, expiresAt);
        db.Staff.Add(account);
        log.Add(db, SecurityEventKind.StaffInvited, account.Id.ToString());
        await db.SaveChangesAsync(cancel);
        return new($"/api/v1/staff/{account.Id}", new(StaffResponse.Of(account), invitation, expiresAt));
    }

    static async Task<NoContent> Accept(
        AcceptInvitation request, IdentityDbContext db, Passwords passwords, SecurityLog log, TimeProvider time, CancellationToken cancel)
    {
        var hash = Secret.Hash(request.Invitation);
        var account = await db.Staff.SingleOrDefaultAsync(a => a.InvitationHash == hash && !a.Disabled, cancel);
        if (account is null || account.InvitationExpiresAt < time.GetUtcNow()) throw new RuleViolation("invitation-not-valid");
        account.SetPassword(passwords.Hash(account, request.Password, "password"));
        account.Touch();
        log.Add(db, SecurityEventKind.InvitationAccepted, account.Id.ToString());
        await db.SaveChangesAsync(cancel);
        await SignInAttempts.ClearAsync(db, account.Id, cancel);
        return TypedResults.NoContent();
    }

    static Task<Page<StaffResponse>> List([AsParameters] PageQuery page, IdentityDbContext db, CancellationToken cancel)
    {
        var all = db.Staff.AsNoTracking();
        var rest = page.Cursor<IdCursor>() is { } cursor ? all.Where(account => account.Id.CompareTo(cursor.Id) > 0) : all;
        return page.RunAsync(rest.OrderBy(account => account.Id).Select(account => StaffResponse.Of(account)), all, account => new IdCursor(account.Id), cancel);
    }

    static async Task<RecordResult<StaffResponse>> Get(Guid id, IdentityDbContext db, CancellationToken cancel) =>
        new(StaffResponse.Of(await db.GetAsync<StaffAccount>(id, cancel)));

    static Task<RecordResult<StaffResponse>> Update(
        Guid id, MergePatch<StaffDetails> patch, IfMatch ifMatch, Caller caller, IdentityDbContext db, SecurityLog log, CancellationToken cancel) =>
        db.ChangeStaffAsync(id, ifMatch, caller, async account =>
        {
            var details = await patch.ApplyToAsync(new(account.Name, account.Role, account.Organisation));
            if (details.Role is StaffRole.Administrator) caller.MustBeAdministrator();
            if (details.Role != account.Role) log.Add(db, SecurityEventKind.RoleChanged, id.ToString());
            (account.Name, account.Role, account.Organisation) = (details.Name, details.Role, details.Organisation);
            return new RecordResult<StaffResponse>(StaffResponse.Of(account));
        }, cancel);
}
