using MayorsMechanism.Fixtures;

// Each test may start a whole system: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(MayorsMechanism.EndToEnd.WholeSystem))]

namespace MayorsMechanism.EndToEnd;

/// <summary>One system of two replicas for all tests that only use it, with a collector that its telemetry goes to. Started by the first test that asks.</summary>
public sealed class WholeSystem : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new("mayors-system-");
    readonly SemaphoreSlim _starting = new(1);
    AppHostProcess? _host;
    RunningSystem? _system;
    Secretariat? _staff;

    internal Collector Collector { get; } = new();

    internal AppHostProcess Host => _host!;

    internal string DataFolder => Path.Combine(_folder.Path, "data");

    internal string MailFolder => Path.Combine(DataFolder, "mail");

    internal ApiClient Secretariat { get; private set; } = null!;

    public async Task<RunningSystem> StartedAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_system is not null) Secretariat = await _staff!.RenewAsync();
            return _system ??= await StartAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    internal async Task<Network> NewNetworkAsync(string name) =>
        await Network.RegisterAsync((await StartedAsync()).Console, Secretariat, name);

    async Task<RunningSystem> StartAsync()
    {
        _host = await AppHostProcess.StartAsync(
            DataFolder,
            ["--port", $"{AppHostProcess.FreePort()}", "--replicas", "2"],
            new Dictionary<string, string?>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = await Collector.StartAsync(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "2000",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
                ["RateLimits__Client__PerSecond"] = "5000",
                ["RateLimits__Client__Burst"] = "10000",
                ["RateLimits__SignIn__PerSecond"] = "100",
            });
        var system = await _host.WaitReadyAsync(TestContext.Current.CancellationToken);
        _staff = EndToEnd.Secretariat.Of(system);
        Secretariat = await _staff.FirstSignInAsync();
        return system;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        await Collector.DisposeAsync();
        _starting.Dispose();
        _folder.Dispose();
    }
}
