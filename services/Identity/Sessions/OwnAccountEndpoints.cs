using MayorsMechanism.Identity.Events;
using MayorsMechanism.Identity.Staff;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MayorsMechanism.Identity.Sessions;

static class OwnAccountEndpoints
{
    public static void MapOwnAccount(this WebApplication app)
    {
        var own = app.MapGroup("/api/v1/session").RequireStaff().WithTags("Session");
        own.MapPost("/password", Change).WithMetadata(new TakesSecret()).WithName("ChangePassword").WithSummary("Change the own password; other sessions end");
        own.MapPost("/totp", Begin).WithMetadata(new AnswerHoldsSecret())
            .WithName("BeginTotp").WithSummary("A key for an authenticator, shown once; it counts once a code has confirmed it");
        own.MapPost("/totp/confirm", Confirm).WithMetadata(new TakesSecret())
            .WithName("ConfirmTotp").WithSummary("Prove that the authenticator works; the recovery codes are shown once");
    }

    static async Task<NoContent> Change(
        ChangePassword request, SignedIn me, IdentityDbContext db, Passwords passwords, SignInAttempts attempts, SecurityLog log, CancellationToken cancel)
    {
        var account = me.Account;
        // Counted like a sign-in: a session left open must not become a place to guess the password.
        var allowed = await attempts.TakeAsync(account.Id, cancel);
        if (!allowed || !passwords.Verify(account, request.Current))
        {
            await attempts.FailAsync(account.Id, allowed);
            throw new ShapeException("current", "password-wrong");
        }
        await SignInAttempts.ClearAsync(db, account.Id, cancel);
        account.SetPassword(passwords.Hash(account, request.New, "new"));
        account.MustChangePassword = false;
        account.Touch();
        log.Add(db, SecurityEventKind.PasswordChanged, account.Id.ToString());
        // Ended first: a crash in between must not leave a thief signed in.
        await db.EndOtherSessionsAsync(me, cancel);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }

    static async Task<Ok<TotpEnrolment>> Begin(SignedIn me, HttpResponse response, IdentityDbContext db, SecondFactor factor, CancellationToken cancel)
    {
        if (me.Account.MustChangePassword) throw new RuleViolation("password-change-first");
        if (me.Account.TotpKey is not null) throw new RuleViolation("totp-enrolled");
        var (key, address) = factor.Begin(me.Account);
        me.Account.Touch();
        await db.SaveChangesAsync(cancel);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new TotpEnrolment(key, address));
    }

    static async Task<Ok<RecoveryCodes>> Confirm(
        ConfirmTotp request, SignedIn me, HttpResponse response, IdentityDbContext db, SecondFactor factor, SecurityLog log, CancellationToken cancel)
    {
        if (me.Account.PendingTotpKey is null) throw new RuleViolation(me.Account.TotpKey is null ? "totp-not-begun" : "totp-enrolled");
        var codes = factor.Confirm(me.Account, request.Code) ?? throw new ShapeException("code", "code-wrong");
        me.Account.Touch();
        log.Add(db, SecurityEventKind.TotpEnrolled, me.Account.Id.ToString());
        await db.EndOtherSessionsAsync(me, cancel);
        await db.SaveChangesAsync(cancel);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new RecoveryCodes(codes));
    }
}
