using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Links;

/// <summary>A link by which a person answers once, without an account. The token itself is nowhere but in the letter.</summary>
public sealed class OneTimeLink
{
    public const string AnswerNomination = "answer-nomination";
    public const string AnswerInvitation = "answer-invitation";

    const int Bytes = 32;

    /// <summary>What <c>LinkIssued</c> may call it here, and how such tokens begin.</summary>
    static readonly Dictionary<string, string> Prefixes = new() { [AnswerNomination] = "n-", [AnswerInvitation] = "i-" };

    /// <summary>SHA-256 of the token, in lower-case hexadecimal.</summary>
    public required string TokenHash { get; init; }

    /// <summary>What it is for: the nomination or the invitation is answered by no other.</summary>
    public required string Purpose { get; init; }

    /// <summary>What is answered.</summary>
    public required Guid RecordId { get; init; }

    public required Guid PersonId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? ConsumedAt { get; private set; }

    /// <summary>Whether such links are of this service's records.</summary>
    public static bool IsOurs(string purpose) => Prefixes.ContainsKey(purpose);

    /// <summary>Null when the text cannot be a token for this purpose.</summary>
    public static string? HashOf(string token, string purpose)
    {
        var prefix = Prefixes[purpose];
        return token.StartsWith(prefix, StringComparison.Ordinal) && Base64Url.IsValid(token.AsSpan(prefix.Length), out var length) && length == Bytes
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))
            : null;
    }

    public bool IsOpen(DateTimeOffset now) => ConsumedAt is null && now < ExpiresAt;

    /// <param name="now">When it is used.</param>
    /// <param name="lasts">What it is to asks for an answer still, whenever the link was to end.</param>
    /// <exception cref="RuleViolation">It was used, or its time is over.</exception>
    public void Consume(DateTimeOffset now, bool lasts = false)
    {
        if (ConsumedAt is not null) throw new RuleViolation("link-used");
        if (!lasts) RequireUnexpired(now);
        ConsumedAt = now;
    }

    public void RequireUnexpired(DateTimeOffset now)
    {
        if (now >= ExpiresAt) throw new RuleViolation("link-expired");
    }
}
