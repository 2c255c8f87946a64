using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MayorsMechanism.Identity.Tests;

/// <summary>Takes tokens apart and puts them together again, changed.</summary>
static class Token
{
    public static (JsonObject Header, JsonObject Claims) Read(string token)
    {
        var parts = token.Split('.');
        return (Part(parts[0]), Part(parts[1]));
    }

    /// <summary>The same token with changes, signed with <paramref name="sign"/>.</summary>
    public static string Rewrite(string token, Action<JsonObject, JsonObject> change, Func<byte[], byte[]> sign)
    {
        var (header, claims) = Read(token);
        change(header, claims);
        var text = $"{Encode(header)}.{Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    /// <summary>Whether one of the keys of a JWKS document signed it.</summary>
    public static bool IsSignedByOneOf(string token, JsonNode keySet)
    {
        var kid = Read(token).Header["kid"]!.GetValue<string>();
        var key = keySet["keys"]!.AsArray().SingleOrDefault(k => k!["kid"]!.GetValue<string>() == kid);
        if (key is null) return false;
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Base64Url.DecodeFromChars(key["x"]!.GetValue<string>()), Y = Base64Url.DecodeFromChars(key["y"]!.GetValue<string>()) },
        });
        var dot = token.LastIndexOf('.');
        return ecdsa.VerifyData(Encoding.ASCII.GetBytes(token[..dot]), Base64Url.DecodeFromChars(token.AsSpan(dot + 1)), HashAlgorithmName.SHA256);
    }

    static JsonObject Part(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();

    static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
