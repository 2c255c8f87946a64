using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MayorsMechanism.Identity;

/// <summary>
/// Secrets that we make ourselves: client secrets, sessions, invitations. 256 random bits cannot be guessed, so one fast SHA-256 keeps them as
/// well as a slow password hash would, at a cost that every request for a token can bear.
/// </summary>
static class Secret
{
    /// <summary>43 characters, base64url.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
