using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace MayorsMechanism.ServiceDefaults.Security;

/// <summary>Every service validates tokens itself, and denies whatever names no scope.</summary>
public static class TokenValidation
{
    /// <summary>The audience of every access token: the one API behind the gateway.</summary>
    public const string Audience = "mayors-mechanism";

    /// <summary>The media type of our JWTs (RFC 9068, section 2.1).</summary>
    public const string TokenType = "at+jwt";

    internal static void AddTokenValidation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ValidatedTokens>();
        // Identity registers its own before; all others fetch and cache its key set.
        builder.Services.TryAddSingleton<IConfigurationManager<OpenIdConnectConfiguration>>(_ => SigningKeySource.Over(builder.Configuration));
        builder.Services.AddHealthChecks().AddCheck<KeysCheck>("keys", timeout: TimeSpan.FromSeconds(3));
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IConfigurationManager<OpenIdConnectConfiguration>, ValidatedTokens>((options, keys, validated) =>
            {
                options.MapInboundClaims = false;
                options.ConfigurationManager = keys;
                options.Events = validated.Events;
                options.TokenValidationParameters = Parameters(builder.Configuration.PublicOrigin());
            });
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(IsNoEndpointOfOurs).Build());
    }

    /// <summary>Lets in tokens that carry <paramref name="scope"/>; 401 without a valid token, 403 without the scope.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoints, string scope) where TBuilder : IEndpointConventionBuilder =>
        endpoints.RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
            context.User.FindFirst(Claims.Scope)?.Value.Split(' ').Contains(scope) is true))
            .WithMetadata(new RequiredScope(scope));

    /// <summary>Lets in staff and the secretariat's clients only; adds to the scope.</summary>
    public static TBuilder RequireSecretariat<TBuilder>(this TBuilder endpoints) where TBuilder : IEndpointConventionBuilder =>
        endpoints.RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
            IsCaller(context, caller => caller.IsSecretariat)));

    /// <summary>Lets in every signed-in member of staff, for what concerns their own account; asks for no scope.</summary>
    public static TBuilder RequireStaff<TBuilder>(this TBuilder endpoints) where TBuilder : IEndpointConventionBuilder =>
        endpoints.RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
            IsCaller(context, caller => caller.Kind is CallerKind.Staff)))
            .WithMetadata(new StaffOnly());

    /// <summary>Requirements are evaluated even after RequireAuthenticatedUser said no.</summary>
    static bool IsCaller(AuthorizationHandlerContext context, Func<Caller, bool> condition) =>
        context.User.Identity?.IsAuthenticated is true && condition(Caller.From(context.User));

    /// <summary>An endpoint that names no scope is closed; what routing answers by itself (404, 405, 415) is for callers with a token.</summary>
    static bool IsNoEndpointOfOurs(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint;

    static TokenValidationParameters Parameters(string issuer) => new()
    {
        ValidIssuer = issuer,
        ValidAudience = Audience,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        ValidTypes = [TokenType],
        ClockSkew = TimeSpan.FromSeconds(10),
        NameClaimType = Claims.Subject,
        RoleClaimType = Claims.Role,
    };
}
