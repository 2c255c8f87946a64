namespace MayorsMechanism.Messaging.Contracts;

/// <summary>
/// Registry: everything that identifies this person is to go, everywhere, for good. It wins over every <see cref="PersonChanged"/>,
/// whichever arrives first, and each service answers with <see cref="PersonErasureCompleted"/>.
/// </summary>
public sealed record PersonErased : IRecordEvent
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }

    public PersonErasureCompleted Receipt(ServiceName service, DateTimeOffset at) => new() { PersonId = Id, Service = service.Name, At = at };
}

/// <summary>A service's receipt: it holds nothing of the person any more.</summary>
public sealed record PersonErasureCompleted
{
    public required Guid PersonId { get; init; }

    /// <summary>The service, by the name of its database and queues.</summary>
    public required string Service { get; init; }

    public required DateTimeOffset At { get; init; }
}
