namespace MayorsMechanism.Messaging.Contracts;

/// <summary>Consultations: a consultation of a GFMD cycle.</summary>
public sealed record ConsultationChanged : IRecordEvent
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public required Guid CycleId { get; init; }
    public required string Name { get; init; }

    /// <summary>planned, open, under-way, closed or published.</summary>
    public required string State { get; init; }
}
