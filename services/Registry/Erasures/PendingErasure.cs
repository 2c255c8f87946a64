namespace MayorsMechanism.Registry.Erasures;

/// <summary>A person who was erased, but may still stand in uploaded files. It says what to look for there, and goes when that is done.</summary>
public sealed class PendingErasure
{
    public required Guid PersonId { get; init; }

    /// <summary>The person, and those who were merged into them.</summary>
    public required Guid[] People { get; init; }

    /// <summary>Whatever named them, ever: the entries of each name, address and number (see <see cref="Imports.Mentions"/>), a line feed between them.</summary>
    public required string[] Words { get; init; }

    public required DateTimeOffset At { get; init; }
}
