using MayorsMechanism.ServiceDefaults;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace MayorsMechanism.Console.Sessions;

static class SessionSetup
{
    public static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddMemoryCache(cache => cache.SizeLimit = 10_000);
        builder.Services.AddScoped<SessionCookie>();
        builder.Services.AddScoped<SignedOut>();
        builder.Services.AddHttpClient<Gateway>(http =>
        {
            http.BaseAddress = ServiceAddresses.Of(builder.Configuration, "gateway")[0];
            http.Timeout = TimeSpan.FromSeconds(20);
        });
        builder.Services.AddAuthentication(SessionHandler.Scheme).AddScheme<AuthenticationSchemeOptions, SessionHandler>(SessionHandler.Scheme, null);
        // [Authorize] alone means: signed in, own password, second factor.
        builder.Services.AddAuthorizationBuilder()
            .SetDefaultPolicy(Stage.Policy(Stage.Ready))
            .AddPolicy(Stage.Password, Stage.Policy(Stage.Password, Stage.Ready))
            .AddPolicy(Stage.SecondFactor, Stage.Policy(Stage.SecondFactor))
            .AddPolicy(Stage.Any, new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}

/// <summary>How far a sign-in has come: a first password is changed, then a second factor enrolled, before anything else.</summary>
static class Stage
{
    public const string Claim = "stage";
    public const string Password = "password";
    public const string SecondFactor = "second-factor";
    public const string Ready = "ready";
    public const string Any = "any";

    public static AuthorizationPolicy Policy(params string[] stages) =>
        new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim(Claim, stages).Build();
}
