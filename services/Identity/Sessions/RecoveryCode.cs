using System.Security.Cryptography;
using OtpNet;

namespace MayorsMechanism.Identity.Sessions;

/// <summary>Stands in for one TOTP code, once. 80 random bits each, behind the lockout: a fast hash is enough.</summary>
sealed class RecoveryCode
{
    public const int PerAccount = 10;

    public required Guid AccountId { get; init; }
    public required byte[] Hash { get; init; }

    /// <summary>As printed: <c>ABCD-EFGH-IJKL-MNOP</c>.</summary>
    public static string New() => string.Join('-', Base32Encoding.ToString(RandomNumberGenerator.GetBytes(10)).Chunk(4).Select(part => new string(part)));

    /// <summary>Of a code as typed: case, blanks and dashes do not matter.</summary>
    public static byte[] HashOf(string typed) => Secret.Hash(string.Concat(typed.Where(char.IsLetterOrDigit)).ToUpperInvariant());
}
