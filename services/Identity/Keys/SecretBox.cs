using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Identity.Keys;

/// <summary>
/// Seals what must be read again: AES-256-GCM under a key derived from <c>Identity:SealingKey</c>. The purpose, say <c>totp:{account}</c>, is
/// authenticated with it, so a sealed value moved to another row does not open.
/// </summary>
sealed class SecretBox(IOptions<IdentityOptions> options)
{
    const int NonceSize = 12, TagSize = 16;

    readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(options.Value.SealingKey), 32,
        info: "mayors-mechanism identity sealed v1"u8.ToArray());

    /// <summary>Nonce, tag, ciphertext.</summary>
    public byte[] Seal(byte[] plain, string purpose)
    {
        var box = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(box.AsSpan(0, NonceSize), plain, box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(purpose));
        return box;
    }

    /// <exception cref="InvalidOperationException">Sealed with another key or for another purpose, or changed since.</exception>
    public byte[] Open(byte[] box, string purpose)
    {
        var plain = new byte[box.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_key, TagSize);
        try
        {
            aes.Decrypt(box.AsSpan(0, NonceSize), box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), plain, Encoding.UTF8.GetBytes(purpose));
            return plain;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new InvalidOperationException(
                "A stored secret does not open: set Identity__SealingKey to the value that this database was first used with.", e);
        }
    }
}
