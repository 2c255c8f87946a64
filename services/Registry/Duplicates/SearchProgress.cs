namespace MayorsMechanism.Registry.Duplicates;

/// <summary>How far the search for duplicates has come; one row, written with what was found, so that a restart goes on from there.</summary>
public sealed class SearchProgress
{
    public int Id { get; private set; } = 1;

    /// <summary>The position of the history up to which changed records have been compared.</summary>
    public long Followed { get; set; }

    /// <summary>What a pass over everything compares now, organisations first; null while there is none.</summary>
    public DuplicateKind? Pass { get; set; }

    /// <summary>The last one that the pass compared.</summary>
    public Guid PassAfter { get; set; }
}
