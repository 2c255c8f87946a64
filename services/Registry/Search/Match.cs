namespace MayorsMechanism.Registry.Search;

/// <summary>How a record answers to what was asked, the best first.</summary>
public enum Closeness { Name, NameBeginning, Words, Mistyped, Similar }

/// <summary>A record that a search found.</summary>
/// <param name="Id">Which.</param>
/// <param name="Closeness">How it was found.</param>
/// <param name="IsTitle">By the title of a position: after those found by their names.</param>
/// <param name="Distance">From 0, everything in its names was asked for, to 1.</param>
public sealed record Match(Guid Id, Closeness Closeness, bool IsTitle, double Distance)
{
    public static readonly IComparer<Match> BestFirst = Comparer<Match>.Create((a, b) => a.Key().CompareTo(b.Key()));

    (Closeness, bool, double, Guid) Key() => (Closeness, IsTitle, Distance, Id);
}
