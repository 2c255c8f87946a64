namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>How many of the records that a list's filters and search leave have each value, to narrow the list further.</summary>
/// <param name="Complete">False when there are more records than were counted: the counts are then of the first or best of them.</param>
/// <param name="By">Filter, such as <c>kind</c>, to value, to records. A record with several values counts for each.</param>
public sealed record Counts(bool Complete, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> By)
{
    public static Counts Example => new(true, new Dictionary<string, IReadOnlyDictionary<string, int>>
    {
        ["kind"] = new Dictionary<string, int> { ["municipality"] = 41, ["intermediate"] = 7 },
        ["country"] = new Dictionary<string, int> { ["EC"] = 48 },
    });

    /// <summary>Most frequent first. What has no value is not counted.</summary>
    public static IReadOnlyDictionary<string, int> Of(IEnumerable<string?> values) =>
        values.OfType<string>().CountBy(value => value).OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).ToDictionary();
}
