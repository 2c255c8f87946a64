using MayorsMechanism.Messaging;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Links;

/// <summary>A link by which a person answers once, without an account. The token itself is nowhere but in the letter.</summary>
public sealed class OneTimeLink
{
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
    public static bool IsOurs(string purpose) => purpose is LinkToken.AnswerNomination or LinkToken.AnswerInvitation;

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
