using MayorsMechanism.Identity.Events;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Identity.Staff;

static class StaffTransitions
{
    public static void MapStaffTransitions(this IEndpointRouteBuilder staff)
    {
        staff.MapPost("/{id:guid}/disable", Disable).WithName("DisableStaff").WithSummary("Close an account and end its sessions");
        staff.MapPost("/{id:guid}/enable", Enable).WithName("EnableStaff").WithSummary("Open a disabled account again");
        staff.MapPost("/{id:guid}/reset-password", ResetPassword).WithMetadata(new AnswerHoldsSecret())
            .WithName("ResetStaffPassword").WithSummary("Take the password away; the one-time secret for a new one is shown once");
        staff.MapPost("/{id:guid}/reset-totp", ResetTotp).WithMetadata(new AnswerHoldsSecret())
            .WithName("ResetStaffTotp").WithSummary("Take the second factor and the password away; the one-time secret for a new password is shown once");
    }

    /// <summary>
    /// Changes one account while no other is changed, so that two administrators cannot remove each other at the same moment.
    /// </summary>
    /// <exception cref="RuleViolation"><c>last-administrator</c>: nobody could manage accounts any more.</exception>
    public static Task<T> ChangeStaffAsync<T>(
        this IdentityDbContext db, Guid id, IfMatch ifMatch, Caller caller, Func<StaffAccount, Task<T>> change, CancellationToken cancel) =>
        db.AloneAsync("staff", async () =>
        {
            var account = await db.GetAsync<StaffAccount>(id, cancel);
            if (account.Role is StaffRole.Administrator) caller.MustBeAdministrator();
            ifMatch.Claim(account);
            var wasUseful = account.CanAdminister;
            var result = await change(account);
            await db.SaveChangesAsync(cancel);
            // An administrator who has no password, not yet or no more, helps nobody.
            var isLost = wasUseful && !account.CanAdminister
                && !await db.Staff.AnyAsync(a => a.Role == StaffRole.Administrator && !a.Disabled && a.PasswordHash != null, cancel);
            return isLost ? throw new RuleViolation("last-administrator") : result;
        }, cancel);

    static Task<RecordResult<StaffResponse>> Disable(
        Guid id, IfMatch ifMatch, Caller caller, IdentityDbContext db, SecurityLog log, CancellationToken cancel) =>
        db.ChangeStaffAsync(id, ifMatch, caller, async account =>
        {
            account.Disabled = true;
            await EndSessionsAsync(account, db, cancel);
            log.Add(db, SecurityEventKind.StaffDisabled, id.ToString());
            return new RecordResult<StaffResponse>(StaffResponse.Of(account));
        }, cancel);

    static Task<RecordResult<StaffResponse>> Enable(
        Guid id, IfMatch ifMatch, Caller caller, IdentityDbContext db, SecurityLog log, CancellationToken cancel) =>
        db.ChangeStaffAsync(id, ifMatch, caller, account =>
        {
            account.Disabled = false;
            log.Add(db, SecurityEventKind.StaffEnabled, id.ToString());
            return Task.FromResult(new RecordResult<StaffResponse>(StaffResponse.Of(account)));
        }, cancel);

    static Task<RecordResult<InvitationResponse>> ResetPassword(
        Guid id, IfMatch ifMatch, Caller caller, IdentityDbContext db, SecurityLog log, TimeProvider time, IOptions<IdentityOptions> options,
        CancellationToken cancel) =>
        db.ChangeStaffAsync(id, ifMatch, caller, account =>
        {
            log.Add(db, SecurityEventKind.PasswordReset, id.ToString());
            return InviteAgainAsync(account, db, time.GetUtcNow() + options.Value.InvitationLifetime, cancel);
        }, cancel);

    /// <summary>The password goes too: whoever knows it must not be the one to enrol a new second factor.</summary>
    static Task<RecordResult<InvitationResponse>> ResetTotp(
        Guid id, IfMatch ifMatch, Caller caller, IdentityDbContext db, SecurityLog log, TimeProvider time, IOptions<IdentityOptions> options,
        CancellationToken cancel) =>
        db.ChangeStaffAsync(id, ifMatch, caller, async account =>
        {
            account.ForgetTotp();
            await db.RecoveryCodes.Where(code => code.AccountId == id).ExecuteDeleteAsync(cancel);
            log.Add(db, SecurityEventKind.TotpReset, id.ToString());
            return await InviteAgainAsync(account, db, time.GetUtcNow() + options.Value.InvitationLifetime, cancel);
        }, cancel);

    static async Task<RecordResult<InvitationResponse>> InviteAgainAsync(
        StaffAccount account, IdentityDbContext db, DateTimeOffset expiresAt, CancellationToken cancel)
    {
        var invitation = Secret.New();
        account.Invite(invitation, expiresAt);
        await EndSessionsAsync(account, db, cancel);
        return new(new(StaffResponse.Of(account), invitation, expiresAt));
    }

    static Task EndSessionsAsync(StaffAccount account, IdentityDbContext db, CancellationToken cancel) =>
        db.Sessions.Where(session => session.AccountId == account.Id).ExecuteDeleteAsync(cancel);
}
