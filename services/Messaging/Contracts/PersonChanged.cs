namespace MayorsMechanism.Messaging.Contracts;

/// <summary>Registry: a person with positions and consents. Holds what other services need to seat and to write to them, and no more.</summary>
public sealed record PersonChanged : IRecordEvent
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public required string Name { get; init; }

    /// <summary>BCP 47, the preferred one first.</summary>
    public required string[] Languages { get; init; }

    /// <summary>As the person describes it.</summary>
    public string? Gender { get; init; }

    /// <summary>Where the person is written to.</summary>
    public string? Email { get; init; }

    /// <summary>active or merged. An erased person is told by <see cref="PersonErased"/>.</summary>
    public required string Status { get; init; }

    /// <summary>After a merge, the person who speaks for this record.</summary>
    public Guid? CanonicalId { get; init; }

    /// <summary>The network that registered the person; null when the secretariat did.</summary>
    public Guid? RegisteredBy { get; init; }

    public required PersonPosition[] Positions { get; init; }

    /// <summary>The latest word for each use.</summary>
    public required PersonConsent[] Consents { get; init; }
}

/// <summary>What the person is at an organisation, from a first day to a last day, both included.</summary>
public sealed record PersonPosition
{
    public required Guid Id { get; init; }
    public required Guid OrganisationId { get; init; }
    public string? Title { get; init; }

    /// <summary>mayor, deputy-mayor, councillor, governor, focal-point, director, expert or other.</summary>
    public required string Kind { get; init; }

    public bool? Elected { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }
}

/// <summary>Whether the person consents to one use: name, photo, quote or contact-sharing.</summary>
public sealed record PersonConsent
{
    public required string Use { get; init; }
    public required bool Granted { get; init; }
}
