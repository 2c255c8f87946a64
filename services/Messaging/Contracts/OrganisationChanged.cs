namespace MayorsMechanism.Messaging.Contracts;

/// <summary>Registry: an organisation with its names and memberships. Words are spelled as in the API.</summary>
public sealed record OrganisationChanged : IRecordEvent
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public required string Name { get; init; }
    public required string Kind { get; init; }

    /// <summary>ISO 3166-1 alpha-2; null for bodies of several countries.</summary>
    public string? Country { get; init; }

    /// <summary>UN M49 code of the region, the sub-region and the intermediate region.</summary>
    public string? Region { get; init; }
    public string? Subregion { get; init; }
    public string? IntermediateRegion { get; init; }

    public long? Population { get; init; }
    public required string[] Languages { get; init; }
    public required OrganisationName[] OtherNames { get; init; }
    public required bool Verified { get; init; }

    /// <summary>active, merged or retired.</summary>
    public required string Status { get; init; }

    /// <summary>After a merge, the organisation that speaks for this one.</summary>
    public Guid? CanonicalId { get; init; }

    public required OrganisationMembership[] Memberships { get; init; }
}

/// <summary>A name beside the official one.</summary>
public sealed record OrganisationName
{
    public required string Name { get; init; }

    /// <summary>translation, acronym, former or as-printed.</summary>
    public required string Kind { get; init; }

    /// <summary>BCP 47.</summary>
    public string? Language { get; init; }
}

/// <summary>Membership in a network, from a first day to a last day, both included.</summary>
public sealed record OrganisationMembership
{
    public required Guid NetworkId { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }

    /// <summary>proposed, confirmed or refused. Only a confirmed one counts.</summary>
    public required string Status { get; init; }
}
