namespace MayorsMechanism.Messaging.Contracts;

/// <summary>
/// A service would tell every record of these contracts again, to mend copies: each service that takes one of them answers with
/// <see cref="CopiesWanted"/>. So nobody needs to have been heard before.
/// </summary>
public sealed record CopiesOffered
{
    /// <summary>Names of the contracts, such as PersonChanged.</summary>
    public required string[] Contracts { get; init; }
}
