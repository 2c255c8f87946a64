namespace MayorsMechanism.Messaging.Erasure;

/// <summary>A record that was erased. Whatever arrives about it later is dropped.</summary>
public sealed class Tombstone
{
    public required Guid RecordId { get; init; }
    public required DateTimeOffset At { get; init; }
}
