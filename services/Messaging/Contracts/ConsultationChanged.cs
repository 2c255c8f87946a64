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

    /// <summary>UN M49; null from a release that did not tell it.</summary>
    public string? Region { get; init; }

    /// <summary>The regional process that hosts: an organisation of the registry.</summary>
    public Guid? HostProcessId { get; init; }

    /// <summary>The country in the host's chair, by ISO 3166-1 alpha-2.</summary>
    public string? HostChair { get; init; }

    /// <summary>What it is for, in whatever language.</summary>
    public string? Objectives { get; init; }

    /// <summary>regional-consultation, mayoral-forum, summit-session or working-group-meeting; null from a release that did not tell it.</summary>
    public string? Kind { get; init; }

    /// <summary>What is to come of it, in whatever language.</summary>
    public string? Outputs { get; init; }

    /// <summary>Organisations of the registry that host with the process.</summary>
    public Guid[] CoHosts { get; init; } = [];

    /// <summary>The themes of the cycle that it takes up, in the host's order.</summary>
    public Guid[] Themes { get; init; } = [];
}
