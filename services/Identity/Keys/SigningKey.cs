using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace MayorsMechanism.Identity.Keys;

/// <summary>
/// A P-256 key. It is published from the moment it exists, signs from <see cref="SignsFrom"/> until a younger key does, and is deleted once the last
/// token that it signed has expired. All of that follows from its dates and its successor's; nothing in the row changes.
/// </summary>
sealed class SigningKey
{
    /// <summary>The RFC 7638 thumbprint of the public key.</summary>
    public required string Kid { get; init; }

    /// <summary>PKCS #8, sealed.</summary>
    public required byte[] PrivateKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset SignsFrom { get; init; }

    public static SigningKey New(SecretBox box, DateTimeOffset now, DateTimeOffset signsFrom)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var kid = Base64UrlEncoder.Encode(new ECDsaSecurityKey(pair).ComputeJwkThumbprint());
        return new() { Kid = kid, PrivateKey = box.Seal(pair.ExportPkcs8PrivateKey(), Purpose(kid)), CreatedAt = now, SignsFrom = signsFrom };
    }

    public ECDsaSecurityKey Open(SecretBox box)
    {
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(box.Open(PrivateKey, Purpose(Kid)), out _);
        return new ECDsaSecurityKey(pair) { KeyId = Kid };
    }

    public static string Purpose(string kid) => $"signing-key:{kid}";
}
