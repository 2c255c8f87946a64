using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MayorsMechanism.Identity.Keys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace MayorsMechanism.Identity.Tests;

/// <summary>The bad tokens are signed with the service's own key: nothing but the one thing is wrong with each.</summary>
public class TokenValidationTests(SharedApp shared)
{
    IdentityApp App => shared.App;

    [Theory]
    [InlineData("iss", "http://elsewhere.test")]
    [InlineData("aud", "another-api")]
    [InlineData("exp", 1000000000L)]
    [InlineData("nbf", 4000000000L)]
    public async Task A_wrong_claim_is_refused(string claim, object value)
    {
        var token = await RewrittenAsync((_, claims) => claims[claim] = JsonValue.Create(value));
        (await App.GetAsync("/api/v1/clients", token)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Another_type_is_refused_and_the_unchanged_token_is_not()
    {
        (await App.GetAsync("/api/v1/clients", await RewrittenAsync((header, _) => header["typ"] = "JWT"))).Status.ShouldBe(401);
        (await App.GetAsync("/api/v1/clients", await RewrittenAsync((_, _) => { }))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task No_token_no_signature_another_algorithm_and_another_key_are_refused()
    {
        var token = await shared.Administrator.TokenAsync();
        var key = await KeyAsync();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = key.ECDsa.ExportSubjectPublicKeyInfo();
        string[] bad =
        [
            "nonsense", token[..^8], $"{token}x",
            Token.Rewrite(token, (header, _) => header["alg"] = "none", _ => []),
            Token.Rewrite(token, (header, _) => header["alg"] = "HS256", text => HMACSHA256.HashData(publicKey, text)),
            Token.Rewrite(token, (_, _) => { }, text => other.SignData(text, HashAlgorithmName.SHA256)),
            Token.Rewrite(token, (header, _) => header["kid"] = "unknown", text => key.ECDsa.SignData(text, HashAlgorithmName.SHA256)),
        ];
        (await App.GetAsync("/api/v1/clients")).Status.ShouldBe(401);
        foreach (var attempt in bad) (await App.GetAsync("/api/v1/clients", attempt)).Status.ShouldBe(401, attempt);
    }

    [Fact]
    public async Task A_tampered_payload_is_refused()
    {
        var token = await App.ClientTokenAsync(shared.Administrator, "secretariat", "registry:read");
        var signature = token.Split('.')[2];
        var tampered = Token.Rewrite(token, (_, claims) => claims["scope"] = "identity:manage", _ => Base64UrlEncoder.DecodeBytes(signature));
        (await App.GetAsync("/api/v1/clients", token)).Status.ShouldBe(403);
        (await App.GetAsync("/api/v1/clients", tampered)).Status.ShouldBe(401);
    }

    async Task<ECDsaSecurityKey> KeyAsync() =>
        (ECDsaSecurityKey)(await App.Services.GetRequiredService<SigningKeys>().CurrentAsync(TestContext.Current.CancellationToken)).Key;

    async Task<string> RewrittenAsync(Action<JsonObject, JsonObject> change)
    {
        var key = await KeyAsync();
        return Token.Rewrite(await shared.Administrator.TokenAsync(), change, text => key.ECDsa.SignData(text, HashAlgorithmName.SHA256));
    }
}
