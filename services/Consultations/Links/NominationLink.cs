using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Links;

/// <summary>A one-time link by which a person answers a nomination. The token itself is nowhere but in the letter.</summary>
public sealed class NominationLink
{
    /// <summary>What <c>LinkIssued</c> calls it.</summary>
    public const string Purpose = "answer-nomination";

    const string Prefix = "n-";
    const int Bytes = 32;

    /// <summary>SHA-256 of the token, in lower-case hexadecimal.</summary>
    public required string TokenHash { get; init; }

    public required Guid NominationId { get; init; }
    public required Guid PersonId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? ConsumedAt { get; private set; }

    /// <summary>Null when the text cannot be a token of ours.</summary>
    public static string? HashOf(string token) =>
        token.StartsWith(Prefix, StringComparison.Ordinal) && Base64Url.IsValid(token.AsSpan(Prefix.Length), out var length) && length == Bytes
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))
            : null;

    public bool IsOpen(DateTimeOffset now) => ConsumedAt is null && now < ExpiresAt;

    /// <exception cref="RuleViolation">It was used, or its time is over.</exception>
    public void Consume(DateTimeOffset now)
    {
        if (ConsumedAt is not null) throw new RuleViolation("link-used");
        RequireUnexpired(now);
        ConsumedAt = now;
    }

    public void RequireUnexpired(DateTimeOffset now)
    {
        if (now >= ExpiresAt) throw new RuleViolation("link-expired");
    }
}
