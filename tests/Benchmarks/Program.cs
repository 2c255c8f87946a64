using System.Globalization;
using MayorsMechanism.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// The bare things that are processes of their own.
if (Environment.GetEnvironmentVariable(BareProxy.Target) is { } target)
{
    await BareProxy.RunAsync(target);
    return 0;
}
if (Environment.GetEnvironmentVariable(BareService.Database) is { } database)
{
    await BareService.RunAsync(database, Environment.GetEnvironmentVariable(BareService.Statements)!);
    return 0;
}

// Where a service that runs inside of this program is looked for.
Environment.CurrentDirectory = AppContext.BaseDirectory;

// Ratios beside the bare thing, measured in one run on one machine: seconds alone say nothing about the code.
var wanted = args.Length > 0 ? args[0] : "all";
(string Name, Func<Task<IReadOnlyList<Figure>>> Measure)[] benchmarks =
[
    ("commit-to-effect", One(CommitToEffect.MeasureAsync)), ("import", One(ImportRows.MeasureAsync)), ("search", One(FullSearch.MeasureAsync)),
    ("following", Following.MeasureAsync), ("republish", One(RepublishAll.MeasureAsync)), ("idle", Idle.MeasureAsync),
    ("gateway-read", One(ThroughGateway.ReadAsync)), ("gateway-list", One(ThroughGateway.ListAsync)), ("gateway-create", One(ThroughGateway.CreateAsync)),
];
var chosen = benchmarks.Where(benchmark => wanted is "all" || wanted == benchmark.Name).ToArray();
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"There is no benchmark {wanted}. There are: {string.Join(", ", benchmarks.Select(benchmark => benchmark.Name))}, all.");
    return 2;
}
foreach (var (_, measure) in chosen)
{
    foreach (var figure in await measure()) Console.WriteLine(figure);
}
return 0;

static Func<Task<IReadOnlyList<Figure>>> One(Func<Task<Figure>> measure) => async () => [await measure()];
