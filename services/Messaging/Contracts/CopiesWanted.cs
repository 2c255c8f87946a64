namespace MayorsMechanism.Messaging.Contracts;

/// <summary>
/// A service has begun to take events that it did not take before, and missed those that were sent until then: their owners tell every such
/// record again.
/// </summary>
public sealed record CopiesWanted
{
    /// <summary>Who asks, by the name of its database and queues.</summary>
    public required string Service { get; init; }

    /// <summary>Names of the contracts, such as PersonChanged.</summary>
    public required string[] Contracts { get; init; }
}
