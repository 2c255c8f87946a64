namespace MayorsMechanism.Messaging.Inbox;

/// <summary>A message whose effect is done. Written in the transaction of the effect.</summary>
public sealed class InboxEntry
{
    public required Guid MessageId { get; init; }
    public required string Consumer { get; init; }
    public required DateTimeOffset At { get; init; }
}
