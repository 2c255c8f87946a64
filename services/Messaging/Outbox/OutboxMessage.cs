using System.Diagnostics;
using System.Text.Json;

namespace MayorsMechanism.Messaging.Outbox;

/// <summary>An event that waits to be published: written in the transaction of its change, gone when the broker has confirmed it.</summary>
public sealed class OutboxMessage
{
    /// <summary>Also the message's id on the broker, the same at every attempt.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Name of the contract, such as PersonChanged.</summary>
    public required string Contract { get; init; }

    public required string Body { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>It was written with very many others, and goes with them in a bundle, after all that is told alone.</summary>
    public bool Bulk { get; init; }

    /// <summary>W3C trace context of the change, so that the trace goes on at the consumer.</summary>
    public string? TraceParent { get; init; }

    public static OutboxMessage Of(object message, bool bulk = false) => new()
    {
        Contract = message.GetType().Name,
        Body = JsonSerializer.Serialize(message, message.GetType(), ContractJson.Options),
        CreatedAt = DateTimeOffset.UtcNow,
        Bulk = bulk,
        TraceParent = Activity.Current?.Id,
    };
}
