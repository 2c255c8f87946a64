using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Identity.Keys;

/// <summary>
/// Seals what must be read again: AES-256-GCM under a key derived from <c>Identity:SealingKey</c>. The purpose, say <c>totp:{account}</c>, is
/// authenticated with it, so a sealed value moved to another row does not open. What <c>Identity:OtherSealingKey</c> sealed opens too.
/// </summary>
sealed class SecretBox(IOptions<IdentityOptions> options)
{
    const int NonceSize = 12, TagSize = 16;

    readonly byte[] _key = Derive(options.Value.SealingKey);
    readonly byte[]? _other = options.Value.OtherSealingKey is { Length: > 0 } other ? Derive(other) : null;

    /// <summary>Nonce, tag, ciphertext.</summary>
    public byte[] Seal(byte[] plain, string purpose)
    {
        var box = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(box.AsSpan(0, NonceSize), plain, box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(purpose));
        return box;
    }

    /// <exception cref="InvalidOperationException">Sealed with neither key or for another purpose, or changed since.</exception>
    public byte[] Open(byte[] box, string purpose) => Open(_key, box, purpose) ?? (_other is null ? null : Open(_other, box, purpose))
        ?? throw new InvalidOperationException(
            "A stored secret does not open: set Identity__SealingKey to the value that this database was last used with.");

    /// <summary>The same sealed with the present key; null when it is already.</summary>
    /// <exception cref="InvalidOperationException">As in <see cref="Open(byte[], string)"/>.</exception>
    public byte[]? Renew(byte[] box, string purpose) => Open(_key, box, purpose) is null ? Seal(Open(box, purpose), purpose) : null;

    static byte[]? Open(byte[] key, byte[] box, string purpose)
    {
        var plain = new byte[box.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(box.AsSpan(0, NonceSize), box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), plain, Encoding.UTF8.GetBytes(purpose));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    static byte[] Derive(string secret) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "mayors-mechanism identity sealed v1"u8.ToArray());
}
