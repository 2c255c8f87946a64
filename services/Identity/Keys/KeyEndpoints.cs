using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.Tokens;

namespace MayorsMechanism.Identity.Keys;

/// <param name="Kid">Id of the new key.</param>
/// <param name="SignsFrom">From when on tokens are signed with it.</param>
public sealed record SigningKeyResponse(string Kid, DateTimeOffset SignsFrom);

/// <summary>A public key (RFC 7517, 7518 section 6.2.1).</summary>
public sealed record PublicKey(string Kty, string Crv, string Use, string Alg, string Kid, string X, string Y);

public sealed record PublicKeys(IReadOnlyList<PublicKey> Keys);

static class KeyEndpoints
{
    public static void MapKeys(this WebApplication app)
    {
        app.MapGet("/.well-known/jwks.json", Published).AllowAnonymous()
            .WithName("GetSigningKeys").WithSummary("The public keys that access tokens are signed with").WithTags("Access");
        app.MapGet("/.well-known/openid-configuration", Discovery).AllowAnonymous()
            .WithName("GetAccessMetadata").WithSummary("Where and how to get an access token").WithTags("Access");
        app.MapPost("/api/v1/signing-keys/rotate", Rotate).RequireScope(Scopes.IdentityManage).RequireStaff()
            .WithName("RotateSigningKey").WithSummary("Publish the next signing key now; administrators only").WithTags("Access");
    }

    static async Task<Ok<PublicKeys>> Published(SigningKeys keys, HttpResponse response, CancellationToken cancel)
    {
        MayBeCached(response);
        return TypedResults.Ok(new PublicKeys([.. (await keys.PublishedAsync(cancel)).Select(Public)]));
    }

    static PublicKey Public(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new("EC", "P-256", "sig", SecurityAlgorithms.EcdsaSha256, key.KeyId, Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
    }

    static Ok<Dictionary<string, object>> Discovery(IConfiguration configuration, HttpResponse response)
    {
        MayBeCached(response);
        var origin = configuration.PublicOrigin();
        return TypedResults.Ok(new Dictionary<string, object>
        {
            ["issuer"] = origin,
            ["token_endpoint"] = $"{origin}/connect/token",
            ["jwks_uri"] = $"{origin}/.well-known/jwks.json",
            ["grant_types_supported"] = new[] { "client_credentials" },
            ["response_types_supported"] = Array.Empty<string>(),
            ["subject_types_supported"] = new[] { "public" },
            ["token_endpoint_auth_methods_supported"] = new[] { "client_secret_basic", "client_secret_post" },
            ["id_token_signing_alg_values_supported"] = new[] { SecurityAlgorithms.EcdsaSha256 },
            ["scopes_supported"] = Scopes.All,
        });
    }

    static async Task<Ok<SigningKeyResponse>> Rotate(KeyRotation rotation, CancellationToken cancel)
    {
        var key = await rotation.RotateAsync(cancel);
        return TypedResults.Ok(new SigningKeyResponse(key.Kid, key.SignsFrom));
    }

    static void MayBeCached(HttpResponse response) => response.Headers.CacheControl = "public, max-age=300";
}
