namespace MayorsMechanism.Benchmarks;

/// <summary>A measured ratio and what was aimed at.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Ratio">Ours over the bare thing's.</param>
/// <param name="Aim">The highest that is good.</param>
/// <param name="Details">The two figures behind the ratio.</param>
/// <param name="AtLeast">The aim is the lowest that is good.</param>
sealed record Figure(string Name, double Ratio, double Aim, string Details, bool AtLeast = false)
{
    public override string ToString() => $"{Name}: {Ratio:0.00} x (aim: at {(AtLeast ? "least" : "most")} {Aim:0.0#} x)  {Details}";
}

/// <summary>Durations of many runs of one thing.</summary>
sealed class Durations(IEnumerable<TimeSpan> all)
{
    readonly double[] _milliseconds = [.. all.Select(each => each.TotalMilliseconds).Order()];

    public int Count => _milliseconds.Length;

    /// <summary>In milliseconds.</summary>
    public double Percentile(double share) => _milliseconds[Math.Min(Count - 1, (int)(share * Count))];

    public override string ToString() => $"p50 {Percentile(0.5):0.0} ms, p95 {Percentile(0.95):0.0} ms, p99 {Percentile(0.99):0.0} ms of {Count}";
}
