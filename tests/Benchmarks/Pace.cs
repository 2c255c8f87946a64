using System.Diagnostics;

namespace MayorsMechanism.Benchmarks;

/// <summary>So many a second, each started at its time whether or not those before have ended: a slow one is not waited for, so it counts.</summary>
static class Pace
{
    public static async Task KeepAsync(int perSecond, TimeSpan duration, Func<int, Task> work)
    {
        var clock = Stopwatch.StartNew();
        var all = new List<Task>();
        for (var n = 0; clock.Elapsed < duration; n++)
        {
            var due = TimeSpan.FromSeconds((double)n / perSecond);
            if (due > clock.Elapsed) await Task.Delay(due - clock.Elapsed);
            all.Add(work(n));
        }
        await Task.WhenAll(all);
    }
}
