namespace MayorsMechanism.Messaging.Contracts;

/// <summary>Consultations: the Forum under one Chair, up to its summit.</summary>
public sealed record CycleChanged : IRecordEvent
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public required string Name { get; init; }

    /// <summary>The country in the Chair, by ISO 3166-1 alpha-2.</summary>
    public required string Chair { get; init; }

    /// <summary>In the Chair's order.</summary>
    public required CycleTheme[] Themes { get; init; }
}

/// <summary>A theme under its main title.</summary>
public sealed record CycleTheme
{
    public required Guid Id { get; init; }
    public required string Title { get; init; }
}
