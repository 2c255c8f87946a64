using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Messaging.Bulk;

/// <summary>
/// Events of one contract about many records, told as one message: what an import changed, or what a service that begins to listen has missed.
/// Each service takes those of its contracts from one queue, <c>{service}-bundles</c>, where they hold up nothing that is told alone.
/// </summary>
public sealed record Bundle<TEvent> where TEvent : class, IRecordEvent
{
    public required Bundled<TEvent>[] Events { get; init; }
}

/// <summary>An event with the message id that it has when it is told alone.</summary>
public sealed record Bundled<TEvent> where TEvent : class, IRecordEvent
{
    public required Guid MessageId { get; init; }
    public required TEvent Event { get; init; }
}

static class Bundle
{
    /// <summary>Each is applied in one transaction, which locks so many records.</summary>
    public const int Most = 250;

    public static string QueueOf(string service) => $"{service}-bundles";

    /// <summary>Bundles of events that are all of the type <paramref name="contract"/>.</summary>
    public static IEnumerable<object> Of(Type contract, IEnumerable<(Guid MessageId, object Event)> events)
    {
        var make = typeof(Bundle).GetMethod(nameof(Make), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.MakeGenericMethod(contract);
        return events.Chunk(Most).Select(some => make.Invoke(null, [some])!);
    }

    static Bundle<TEvent> Make<TEvent>((Guid MessageId, object Event)[] events) where TEvent : class, IRecordEvent =>
        new() { Events = [.. events.Select(each => new Bundled<TEvent> { MessageId = each.MessageId, Event = (TEvent)each.Event })] };
}
