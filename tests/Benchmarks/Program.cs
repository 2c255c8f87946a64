using System.Globalization;
using MayorsMechanism.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// Ratios beside the bare thing, measured in one run on one machine: seconds alone say nothing about the code.
var wanted = args.Length > 0 ? args[0] : "all";
(string Name, Func<Task<Figure>> Measure)[] benchmarks =
    [("commit-to-effect", CommitToEffect.MeasureAsync), ("import", ImportRows.MeasureAsync), ("search", FullSearch.MeasureAsync)];
var chosen = benchmarks.Where(benchmark => wanted is "all" || wanted == benchmark.Name).ToArray();
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"There is no benchmark {wanted}. There are: {string.Join(", ", benchmarks.Select(benchmark => benchmark.Name))}, all.");
    return 2;
}
foreach (var (_, measure) in chosen) Console.WriteLine(await measure());
return 0;
