namespace MayorsMechanism.Messaging.Subscribing;

/// <summary>A contract of which this service has asked for everything that was told before it listened.</summary>
public sealed class KnownSubscription
{
    public required string Contract { get; init; }
    public required DateTimeOffset Since { get; init; }
}
