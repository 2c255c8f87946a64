using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Console.Sessions;

/// <summary>What a session was exchanged for. The token stays in this process; the browser never sees it.</summary>
public sealed record SessionToken(string AccessToken, int ExpiresIn, string[] Scopes, bool MustChangePassword, bool EnrolTotp);

/// <summary>Signs a request in by its session cookie: exchanged for an access token, which is held in memory until shortly before it expires.</summary>
sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SessionCookie cookie, SignedOut signedOut, Gateway gateway,
    IMemoryCache tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "session";
    public const string Token = "token";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (cookie.Session is not { } session) return AuthenticateResult.NoResult();
        var key = SessionCookie.HashOf(session);
        if (tokens.TryGetValue(key, out SessionToken? token))
        {
            if (await signedOut.HasAsync(key, Context.RequestAborted)) return AuthenticateResult.Fail("The session has ended.");
        }
        else
        {
            var answer = await gateway.PostAsync<SessionToken>("/api/v1/session/token", new { session });
            if (answer.Problem is { Status: >= 500 } or { Status: 429 }) throw new RefusedException(answer.Problem with { Detail = "" });
            if (answer.Value is not { } fresh) return AuthenticateResult.Fail("The session has ended.");
            // A session on its way in changes its stage with each step, so only a finished one is remembered.
            if (StageOf(fresh) == Stage.Ready) Remember(key, fresh);
            token = fresh;
        }
        // The subject binds forms to the session (antiforgery): without one they would be bound to the token, which changes.
        var scopes = token!.Scopes.Select(scope => new Claim(Reader.Scope, scope));
        var identity = new ClaimsIdentity([new("sub", key), new(Stage.Claim, StageOf(token)), new(Token, token.AccessToken), .. scopes], Scheme);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var back = HttpMethods.IsGet(Request.Method) ? Request.Path + Request.QueryString : "/";
        Response.Redirect($"/sign-in?back={Uri.EscapeDataString(back)}");
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var next = Context.User.FindFirstValue(Stage.Claim) switch
        {
            Stage.Password => "/account/password",
            Stage.SecondFactor => "/account/second-factor",
            _ => "/",
        };
        Response.Redirect(next);
        return Task.CompletedTask;
    }

    void Remember(string key, SessionToken token) => tokens.Set(key, token,
        new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(Math.Max(1, token.ExpiresIn - 30)) });

    static string StageOf(SessionToken token) => token switch
    {
        { MustChangePassword: true } => Stage.Password,
        { EnrolTotp: true } => Stage.SecondFactor,
        _ => Stage.Ready,
    };
}
