using System.Globalization;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Benchmarks;

/// <summary>
/// The whole system as ./run starts it, with dashboard and servers, once its demonstration has been played and everything has come to rest:
/// the share of one core that all its processes take together, and the memory that they hold; then how long the next start takes.
/// </summary>
static class Idle
{
    static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Watched = TimeSpan.FromMinutes(2);
    const double TicksPerSecond = 100;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        using var folder = new TemporaryFolder("mayors-idle-");
        string[] options = ["--port", $"{AppHostProcess.FreePort()}", "--dashboard", "true", "--demonstration", "true"];
        await using var host = await AppHostProcess.StartAsync(folder.Path, options);
        await host.WaitReadyAsync(default);
        await PlayedAsync(host);
        await Task.Delay(Settling);

        var (before, clock) = (Read(host), System.Diagnostics.Stopwatch.StartNew());
        await Task.Delay(Watched);
        var after = Read(host);
        var seconds = clock.Elapsed.TotalSeconds;
        var rest = after.Values.Where(process => before.ContainsKey(process.Id))
            .Select(process => process with { Ticks = process.Ticks - before[process.Id].Ticks }).OrderByDescending(process => process.Ticks).ToList();
        var share = rest.Sum(process => process.Ticks) / TicksPerSecond / seconds;
        foreach (var process in rest) Console.WriteLine($"  {process.Name,-40} {process.Ticks / TicksPerSecond / seconds:0.00%} {process.Megabytes,5} MB");
        var own = rest.Where(process => process.IsOurs).ToList();
        host.Interrupt();
        await host.WaitExitAsync(default);
        clock.Restart();
        await using var again = await AppHostProcess.StartAsync(folder.Path, options);
        await again.WaitReadyAsync(default);
        return
        [
            new Figure("the whole system at rest, of 3 % of one core", share / 0.03, 1, $"{share:0.0%} by {rest.Count} processes"),
            new Figure("memory of our own processes, of 900 MB", own.Sum(process => process.Megabytes) / 900.0, 1, $"{own.Sum(process => process.Megabytes)} MB by {own.Count}"),
            new Figure("memory of everything, of 1.5 GB", rest.Sum(process => process.Megabytes) / 1536.0, 1, $"{rest.Sum(process => process.Megabytes)} MB, what several processes share counted once"),
            new Figure("a second start, of 20 s", clock.Elapsed.TotalSeconds / 20, 1, $"ready after {clock.Elapsed.TotalSeconds:0.0} s"),
        ];
    }

    static async Task PlayedAsync(AppHostProcess host)
    {
        while (!host.Processes().Any(line => line.Contains("Demonstration", StringComparison.Ordinal))) await Task.Delay(100);
        while (host.Processes().Any(line => line.Contains("Demonstration", StringComparison.Ordinal))) await Task.Delay(1000);
    }

    static Dictionary<int, Process> Read(AppHostProcess host)
    {
        Dictionary<int, Process> all = [];
        foreach (var line in host.Processes())
        {
            var parts = line.Split(' ', 2);
            if (Process.Of(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]) is { } process) all.Add(process.Id, process);
        }
        return all;
    }

    /// <param name="Id">Its number.</param>
    /// <param name="Name">What it runs.</param>
    /// <param name="IsOurs">It runs a program of this repository.</param>
    /// <param name="Ticks">Hundredths of a second of processor time.</param>
    /// <param name="Megabytes">Resident, with its part of what several share.</param>
    sealed record Process(int Id, string Name, bool IsOurs, long Ticks, long Megabytes)
    {
        public static Process? Of(int id, string line)
        {
            try
            {
                var program = line.Split(' ').FirstOrDefault(word => word.EndsWith(".dll", StringComparison.Ordinal) && word.Contains("/artifacts/", StringComparison.Ordinal));
                var stat = File.ReadAllText($"/proc/{id}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                var name = program is null ? stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')] : Path.GetFileNameWithoutExtension(program);
                // What several share, such as the code of the runtime, is divided among them: added up, each page counts once.
                var figure = Kilobytes($"/proc/{id}/smaps_rollup", "Pss:");
                return new(id, name, program is not null, long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture), figure >> 10);
            }
            catch (Exception gone) when (gone is IOException or InvalidOperationException)
            {
                return null;
            }
        }

        static long Kilobytes(string file, string name) => long.Parse(
            File.ReadLines(file).Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
