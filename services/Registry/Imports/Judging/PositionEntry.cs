using MayorsMechanism.Registry.People;

namespace MayorsMechanism.Registry.Imports.Judging;

/// <summary>A position as a file states it: the organisation by its id or its very name. What is left out stays as it is.</summary>
sealed record PositionEntry(
    string Organisation, string? Title = null, PositionKind? Kind = null, bool? Elected = null, DateOnly? From = null, DateOnly? To = null)
{
    /// <summary>
    /// The position at the same organisation that an entry is of: of the same title, or without one of the same kind, from the same day; or,
    /// where no day is stated, the latest.
    /// </summary>
    public static Position? Match(PositionEntry entry, List<Position> present)
    {
        var same = present.FindAll(at => at.Title == entry.Title && (at.Title is not null || entry.Kind is null || at.Kind == entry.Kind));
        return entry.From is { } from
            ? same.Find(at => at.From == from)
            : same.Find(at => at.From is null && at.To == entry.To) ?? same.MaxBy(at => at.From ?? DateOnly.MinValue);
    }

    public PositionBody Over(Position known) => new(known.Title, Kind ?? known.Kind, Elected ?? known.Elected, known.From, To ?? known.To);
}
