using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;

namespace MayorsMechanism.Outcomes.Copies;

/// <summary>What Consultations last told of a cycle of the Forum.</summary>
public sealed class CycleCopy : Copy<CycleChanged>
{
    public string Name { get; private set; } = null!;
    public string Chair { get; private set; } = null!;

    /// <summary>Titles, in the Chair's order.</summary>
    public string[] Themes { get; private set; } = [];

    protected override void Take(CycleChanged newest) =>
        (Name, Chair, Themes) = (newest.Name, newest.Chair, [.. newest.Themes.Select(theme => theme.Title)]);
}
