using MayorsMechanism.Identity.Events;
using MayorsMechanism.Identity.Staff;
using MayorsMechanism.Identity.Tokens;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Identity.Sessions;

static class SessionEndpoints
{
    public static void MapSessions(this WebApplication app)
    {
        var open = app.MapGroup("/api/v1/session").AllowAnonymous().WithMetadata(new TakesSecret()).WithTags("Session");
        open.MapPost("/", Open).WithName("SignIn").WithSummary("Sign in: password, then a code once there is a second factor");
        open.MapPost("/token", Exchange).WithName("GetSessionToken").WithSummary("A five-minute access token for a session");

        var own = app.MapGroup("/api/v1/session").RequireStaff().WithTags("Session");
        own.MapGet("/", Get).WithName("WhoAmI").WithSummary("Who is signed in, and what they may do");
        own.MapDelete("/", End).WithName("SignOut").WithSummary("End this session");
        own.MapGet("/all", List).WithName("ListSessions").WithSummary("The account's own sessions, newest first");
        own.MapDelete("/all", EndOthers).WithName("EndOtherSessions").WithSummary("End all other sessions of the own account");
    }

    static async Task<Created<OpenedSession>> Open(
        OpenSession request, HttpContext http, IdentityDbContext db, Passwords passwords, SecondFactor factor, SignInAttempts attempts, SecurityLog log,
        TimeProvider time, IOptions<IdentityOptions> options, CancellationToken cancel)
    {
        http.Response.Headers.CacheControl = "no-store";
        var account = await AuthenticateAsync(request, db, passwords, factor, attempts, cancel);
        var (secret, now) = (Secret.New(), time.GetUtcNow());
        var session = new Session
        {
            AccountId = account.Id,
            Hash = Secret.Hash(secret),
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = now + options.Value.SessionLifetime,
            Address = http.Connection.RemoteIpAddress?.ToString(),
        };
        db.Sessions.Add(session);
        log.Add(db, SecurityEventKind.SignedIn, account.Id.ToString());
        await db.SaveChangesAsync(cancel);
        await SignInAttempts.ClearAsync(db, account.Id, cancel);
        await db.Staff.Where(a => a.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.LastSignInAt, now), cancel);
        return TypedResults.Created("/api/v1/session", new OpenedSession(secret, session.ExpiresAt, account.MustChangePassword, account.TotpKey is null));
    }

    /// <summary>Unknown, locked, disabled, wrong: one answer, after the same work. Only who knows the password learns that a code is wanted.</summary>
    static async Task<StaffAccount> AuthenticateAsync(
        OpenSession request, IdentityDbContext db, Passwords passwords, SecondFactor factor, SignInAttempts attempts, CancellationToken cancel)
    {
        var email = StaffAccount.Normalise(request.Email);
        var account = await db.Staff.AsNoTracking().SingleOrDefaultAsync(a => a.Email == email, cancel);
        var allowed = await attempts.TakeAsync(account?.Id ?? Guid.Empty, cancel);
        var right = passwords.Verify(account, request.Password);
        if (allowed && right && account is { Disabled: false })
        {
            if (account.TotpKey is null) return account;
            if (request.Code is null)
            {
                await attempts.GiveBackAsync(account.Id);
                throw new ProblemException(401, "code-required");
            }
            if (await factor.AcceptAsync(account, request.Code, cancel)) return account;
        }
        await attempts.FailAsync(account?.Id, allowed);
        throw new ProblemException(401, "sign-in-failed");
    }

    static async Task<Ok<SessionToken>> Exchange(
        ExchangeSession request, HttpResponse response, IdentityDbContext db, TokenWriter tokens, TimeProvider time, IOptions<IdentityOptions> options,
        CancellationToken cancel)
    {
        response.Headers.CacheControl = "no-store";
        var (hash, now) = (Secret.Hash(request.Session), time.GetUtcNow());
        var session = await db.Sessions.Include(s => s.Account).SingleOrDefaultAsync(s => s.Hash == hash, cancel);
        if (session?.IsLive(now, options.Value) is not true) throw new ProblemException(401, "session-ended");
        await db.Sessions.Where(s => s.Id == session.Id && s.LastUsedAt < now.AddMinutes(-1))
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastUsedAt, now), cancel);
        var account = session.Account!;
        var scopes = ScopesOf(account);
        var token = await tokens.ForAsync(session, scopes, cancel);
        return TypedResults.Ok(new SessionToken(
            token, (int)TokenWriter.StaffLifetime.TotalSeconds, scopes, account.MustChangePassword, account.TotpKey is null));
    }

    static async Task<Ok<WhoAmI>> Get(SignedIn me, IdentityDbContext db, CancellationToken cancel)
    {
        var (account, session) = (me.Account, me.Session);
        var codes = await db.RecoveryCodes.CountAsync(code => code.AccountId == account.Id, cancel);
        return TypedResults.Ok(new WhoAmI(
            account.Id, account.Email, account.Name, account.Role, account.Organisation, ScopesOf(account),
            account.MustChangePassword, account.TotpKey is null, codes, session.ExpiresAt));
    }

    static IReadOnlyList<string> ScopesOf(StaffAccount account) => account.IsReady ? StaffRoles.Scopes[account.Role] : [];

    static async Task<NoContent> End(SignedIn me, IdentityDbContext db, SecurityLog log, CancellationToken cancel)
    {
        db.Sessions.Remove(me.Session);
        log.Add(db, SecurityEventKind.SignedOut, me.Account.Id.ToString());
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }

    static async Task<Page<SessionSummary>> List(
        SignedIn me, IdentityDbContext db, TimeProvider time, IOptions<IdentityOptions> options, CancellationToken cancel)
    {
        var sessions = await db.Sessions.AsNoTracking().Include(s => s.Account).Where(s => s.AccountId == me.Account.Id)
            .OrderByDescending(s => s.Id).ToListAsync(cancel);
        return new([.. sessions.Where(s => s.IsLive(time.GetUtcNow(), options.Value)).Select(s =>
            new SessionSummary(s.Id, s.CreatedAt, s.LastUsedAt, s.ExpiresAt, s.Address, s.Id == me.Session.Id))], null, null);
    }

    static async Task<NoContent> EndOthers(SignedIn me, IdentityDbContext db, CancellationToken cancel)
    {
        await db.EndOtherSessionsAsync(me, cancel);
        return TypedResults.NoContent();
    }

    public static Task EndOtherSessionsAsync(this IdentityDbContext db, SignedIn me, CancellationToken cancel) =>
        db.Sessions.Where(s => s.AccountId == me.Account.Id && s.Id != me.Session.Id).ExecuteDeleteAsync(cancel);
}
