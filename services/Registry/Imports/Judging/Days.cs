namespace MayorsMechanism.Registry.Imports.Judging;

static class Days
{
    /// <summary>Whether any two of some spans of days, both ends included, an open one null, share a day.</summary>
    public static bool Overlap(IReadOnlyList<(DateOnly? From, DateOnly? To)> spans)
    {
        var inOrder = spans.OrderBy(span => span.From ?? DateOnly.MinValue).ToList();
        return inOrder.Zip(inOrder.Skip(1)).Any(two => (two.First.To ?? DateOnly.MaxValue) >= (two.Second.From ?? DateOnly.MinValue));
    }
}
