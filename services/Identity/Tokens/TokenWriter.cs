using MayorsMechanism.Identity.Clients;
using MayorsMechanism.Identity.Keys;
using MayorsMechanism.Identity.Sessions;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MayorsMechanism.Identity.Tokens;

/// <summary>Writes access tokens (RFC 9068).</summary>
sealed class TokenWriter(SigningKeys keys, TimeProvider time, IConfiguration configuration)
{
    public static readonly TimeSpan ClientLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Shorter: the console asks again by itself, and a session that was ended stops sooner.</summary>
    public static readonly TimeSpan StaffLifetime = TimeSpan.FromMinutes(5);

    readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public Task<string> ForAsync(ApiClient client, IEnumerable<string> scopes, CancellationToken cancel)
    {
        var claims = Of(client.Id.ToString(), client.Id.ToString(), client.Kind, scopes);
        if (client.NetworkId is { } network) claims[Claims.Network] = network.ToString();
        return WriteAsync(claims, ClientLifetime, cancel);
    }

    public Task<string> ForAsync(Session session, IEnumerable<string> scopes, CancellationToken cancel)
    {
        var account = session.Account!;
        var claims = Of(account.Id.ToString(), "console", CallerKind.Staff, scopes);
        claims[Claims.Session] = session.Id.ToString();
        claims[Claims.Role] = new[] { KebabCase.Of(account.Role) };
        claims[Claims.Organisation] = KebabCase.Of(account.Organisation);
        return WriteAsync(claims, StaffLifetime, cancel);
    }

    static Dictionary<string, object> Of(string subject, string client, CallerKind kind, IEnumerable<string> scopes) => new()
    {
        [Claims.Subject] = subject,
        [Claims.ClientId] = client,
        [Claims.Kind] = KebabCase.Of(kind),
        [Claims.Scope] = string.Join(' ', scopes),
        [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N"),
    };

    async Task<string> WriteAsync(Dictionary<string, object> claims, TimeSpan lifetime, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = configuration.PublicOrigin(),
            Audience = TokenValidation.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + lifetime,
            TokenType = TokenValidation.TokenType,
            SigningCredentials = await keys.CurrentAsync(cancel),
            Claims = claims,
        });
    }
}
