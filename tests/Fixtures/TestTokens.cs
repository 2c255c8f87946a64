using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Fixtures;

/// <summary>
/// Access tokens as Identity writes them, signed by a key of the test process. Give the service under test
/// <c>PublicOrigin</c> = <see cref="Issuer"/> and <c>services:identity:http:0</c> = <see cref="IdentityAddress"/>.
/// </summary>
public static class TestTokens
{
    public const string Issuer = "http://mayors.test";
    public const string Audience = "mayors-mechanism";

    /// <summary>For the setting of this name, where a service asks for it.</summary>
    public const string ProofKey = "what the services under test prove things by";

    static readonly Lazy<string> Identity = new(Serve);

    internal static ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A server that answers as Identity does at <c>/.well-known/jwks.json</c>; it lives as long as the test process.</summary>
    public static string IdentityAddress => Identity.Value;

    /// <summary>The key set, for a test that serves it itself.</summary>
    public static string KeySet { get; } = WriteKeySet();

    public static string Network(Guid networkId, params string[] scopes) => new TestToken { Kind = "network", Network = networkId, Scopes = scopes };

    public static string Secretariat(params string[] scopes) => new TestToken { Kind = "secretariat", Scopes = scopes };

    static string[] Officer =>
    [
        "registry:read", "registry:write", "consultations:read", "consultations:write", "nominations:write", "outcomes:read", "outcomes:write",
        "notifications:read", "notifications:write", "webhooks:manage",
    ];

    /// <summary>What each role may, as Identity writes it into its tokens; Identity's tests compare.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Roles = new Dictionary<string, string[]>
    {
        ["administrator"] = [.. Officer, "identity:manage", "operations:manage"],
        ["officer"] = Officer,
        ["rapporteur"] = ["registry:read", "consultations:read", "outcomes:read", "outcomes:write", "notifications:read"],
        ["reviewer"] = ["registry:read", "consultations:read", "outcomes:read", "outcomes:write"],
        ["auditor"] = ["registry:read", "consultations:read", "outcomes:read", "notifications:read"],
    };

    public static string Staff(string role) => Staff(role, Roles[role]);

    public static string Staff(string role, params string[] scopes) =>
        new TestToken { Kind = "staff", Role = role, Organisation = "uclg", Scopes = scopes };

    /// <summary>Tokens that nobody may accept, by what is wrong with them; each carries <paramref name="scopes"/>.</summary>
    public static IReadOnlyDictionary<string, string> Refused(params string[] scopes)
    {
        var good = new TestToken { Kind = "secretariat", Scopes = scopes };
        return new Dictionary<string, string>
        {
            ["expired"] = good with { NotBefore = DateTimeOffset.UtcNow.AddMinutes(-10), Expires = DateTimeOffset.UtcNow.AddMinutes(-1) },
            ["not yet valid"] = good with { NotBefore = DateTimeOffset.UtcNow.AddMinutes(5) },
            ["without expiry"] = good with { Expires = null },
            ["other issuer"] = good with { Issuer = "http://elsewhere.test" },
            ["other audience"] = good with { Audience = "another-api" },
            ["other type"] = good with { Type = "JWT" },
            ["other key"] = good with { SignWith = ECDsa.Create(ECCurve.NamedCurves.nistP256) },
            ["no signature"] = good with { Algorithm = "none" },
            ["signed by the public key as a shared secret"] = good with { Algorithm = "HS256" },
            ["tampered"] = Tamper(good, "secretariat", "staff"),
            ["cut short"] = good.Write()[..^10],
            ["not a token"] = "nonsense",
        };
    }

    /// <summary>Changes the payload of a token and keeps its signature.</summary>
    public static string Tamper(string token, string from, string to)
    {
        var parts = token.Split('.');
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace(from, to, StringComparison.Ordinal);
        return $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.{parts[2]}";
    }

    static string WriteKeySet()
    {
        var point = Key.ExportParameters(false).Q;
        return JsonSerializer.Serialize(new
        {
            keys = new[]
            {
                new
                {
                    kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = TestToken.KeyId,
                    x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y),
                },
            },
        });
    }

    static string Serve()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/.well-known/jwks.json", () => Results.Text(KeySet, "application/json"));
        app.MapGet("/health", () => "ok");
        app.Start();
        return app.Urls.Single();
    }
}

/// <summary>One access token, good unless a property says otherwise. Converts to its compact form.</summary>
public sealed record TestToken
{
    public const string KeyId = "test";

    public required string Kind { get; init; }
    public string Subject { get; init; } = Guid.CreateVersion7().ToString();
    public Guid? Network { get; init; }
    public string? Role { get; init; }
    public string? Organisation { get; init; }
    public string[] Scopes { get; init; } = [];
    public string Issuer { get; init; } = TestTokens.Issuer;
    public string Audience { get; init; } = TestTokens.Audience;
    public string Type { get; init; } = "at+jwt";
    public DateTimeOffset NotBefore { get; init; } = DateTimeOffset.UtcNow.AddMinutes(-1);

    /// <summary>Later than any test run ends: some tokens serve a whole project.</summary>
    public DateTimeOffset? Expires { get; init; } = DateTimeOffset.UtcNow.AddHours(6);

    /// <summary>ES256, HS256 (with the public key as the secret) or none.</summary>
    public string Algorithm { get; init; } = "ES256";

    public ECDsa SignWith { get; init; } = TestTokens.Key;

    public static implicit operator string(TestToken token) => token.Write();

    public string Write()
    {
        var signed = $"{Encode(new() { ["alg"] = Algorithm, ["typ"] = Type, ["kid"] = KeyId })}.{Encode(Payload())}";
        return $"{signed}.{Base64Url.EncodeToString(Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    Dictionary<string, object?> Payload() => new()
    {
        ["iss"] = Issuer,
        ["aud"] = Audience,
        ["sub"] = Subject,
        ["client_id"] = Kind is "staff" ? null : Subject,
        ["jti"] = Guid.NewGuid(),
        ["iat"] = NotBefore.ToUnixTimeSeconds(),
        ["nbf"] = NotBefore.ToUnixTimeSeconds(),
        ["exp"] = Expires?.ToUnixTimeSeconds(),
        ["scope"] = string.Join(' ', Scopes),
        ["kind"] = Kind,
        ["network"] = Network,
        ["roles"] = Role is null ? null : new[] { Role },
        ["organisation"] = Organisation,
    };

    byte[] Sign(byte[] text) => Algorithm switch
    {
        "ES256" => SignWith.SignData(text, HashAlgorithmName.SHA256),
        "HS256" => HMACSHA256.HashData(SignWith.ExportSubjectPublicKeyInfo(), text),
        _ => [],
    };

    static string Encode(Dictionary<string, object?> claims) => Base64Url.EncodeToString(
        JsonSerializer.SerializeToUtf8Bytes(claims.Where(claim => claim.Value is not null).ToDictionary()));
}
