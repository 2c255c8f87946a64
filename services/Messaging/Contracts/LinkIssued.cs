namespace MayorsMechanism.Messaging.Contracts;

/// <summary>
/// Notifications: a one-time link was minted for somebody and is about to be sent. The service that owns the record stores the hash, checks
/// and consumes it; the token itself is nowhere but in the letter.
/// </summary>
public sealed record LinkIssued
{
    /// <summary>SHA-256 of the token, in lower-case hexadecimal.</summary>
    public required string TokenHash { get; init; }

    /// <summary>What it may be used for, such as answer-nomination.</summary>
    public required string Purpose { get; init; }

    public required Guid RecordId { get; init; }
    public required Guid PersonId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}
