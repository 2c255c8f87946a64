using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Messaging;

/// <summary>
/// The token of a one-time link: what it is for, 256 random bits, when it was minted, and a proof that we did. Whoever has the letter has the
/// token; services keep its hash. A letter may be faster than <c>LinkIssued</c>: by time and proof a service tells a link that is on its way
/// from one that was made up.
/// </summary>
public static class LinkToken
{
    public const string AnswerNomination = "answer-nomination";
    public const string AnswerInvitation = "answer-invitation";

    const int Secret = 32;
    const int Fact = Secret + sizeof(uint);
    const int Bytes = Fact + Proofs.Length;

    /// <summary>How far the event may be behind the letter, and clocks from one another.</summary>
    static readonly TimeSpan Latest = TimeSpan.FromMinutes(5);

    // The pages behind /r/ know by it whose a token is.
    static readonly Dictionary<string, string> Prefixes = new() { [AnswerNomination] = "n-", [AnswerInvitation] = "i-" };

    public static string Mint(string purpose, DateTimeOffset now, Proofs proofs)
    {
        var token = new byte[Bytes];
        RandomNumberGenerator.Fill(token.AsSpan(..Secret));
        BinaryPrimitives.WriteUInt32BigEndian(token.AsSpan(Secret), (uint)now.ToUnixTimeSeconds());
        proofs.Of(purpose, token.AsSpan(..Fact)).CopyTo(token, Fact);
        return Prefixes[purpose] + Base64Url.EncodeToString(token);
    }

    /// <summary>SHA-256 of the token, in lower-case hexadecimal; null when the text cannot be a token for this purpose.</summary>
    public static string? HashOf(string token, string purpose) =>
        Decode(token, purpose) is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Whether we minted it a moment ago.</summary>
    public static bool IsNew(string token, string purpose, DateTimeOffset now, Proofs proofs) =>
        Decode(token, purpose) is { } bytes
        && (now - DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(Secret)))).Duration() < Latest
        && proofs.Hold(purpose, bytes.AsSpan(..Fact), bytes.AsSpan(Fact));

    static byte[]? Decode(string token, string purpose)
    {
        var prefix = Prefixes[purpose];
        return token.StartsWith(prefix, StringComparison.Ordinal) && Base64Url.IsValid(token.AsSpan(prefix.Length), out var length) && length == Bytes
            ? Base64Url.DecodeFromChars(token.AsSpan(prefix.Length))
            : null;
    }
}
