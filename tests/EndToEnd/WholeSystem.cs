using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MayorsMechanism.Fixtures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

// Each test may start a whole system: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(MayorsMechanism.EndToEnd.WholeSystem))]

namespace MayorsMechanism.EndToEnd;

/// <summary>
/// One system of two replicas for all tests that only use it, in this process as Aspire's testing does it. Its telemetry goes to a collector, which
/// passes it on to the dashboard. Started by the first test that asks.
/// </summary>
public sealed class WholeSystem : IAsyncDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(6);

    readonly TemporaryFolder _folder = new("mayors-system-");
    readonly SemaphoreSlim _starting = new(1);
    DistributedApplication? _app;
    RunningSystem? _system;
    Secretariat? _staff;

    /// <summary>Its servers are containers in place of the machine's own programs.</summary>
    internal bool Containers { get; init; }

    internal Collector Collector { get; } = new();

    internal DistributedApplication App => _app!;

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

    /// <summary>How many messages each queue holds.</summary>
    internal Task<IReadOnlyDictionary<string, int>> QueuesAsync(CancellationToken cancel) =>
        RabbitFixture.QueuesAsync(int.Parse(File.ReadAllText(Path.Combine(DataFolder, "rabbitmq", "node.pid")), System.Globalization.CultureInfo.InvariantCulture), cancel);

    /// <summary>The process of a resource, such as a service's replica or a server.</summary>
    internal int ProcessOf(string resource) =>
        App.ResourceNotifications.TryGetCurrentState(resource, out var state) && ProcessOf(state.Snapshot) is { } id ? id : throw new InvalidOperationException($"{resource} does not run.");

    /// <summary>Waits for another process of a resource than the one that ended.</summary>
    internal async Task WaitUntilBackAsync(string resource, int ended, CancellationToken cancel)
    {
        await App.ResourceNotifications.WaitForResourceAsync(resource, change => ProcessOf(change.Snapshot) is { } id && id != ended, cancel).WaitAsync(Longest, cancel);
        await WaitUntilHealthyAsync([resource], cancel);
    }

    internal async Task WaitUntilHealthyAsync(IEnumerable<string> resources, CancellationToken cancel)
    {
        foreach (var resource in resources) await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, cancel).WaitAsync(Longest, cancel);
    }

    async Task<RunningSystem> StartAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (port, dashboard) = (AppHostProcess.FreePort(), $"http://localhost:{AppHostProcess.FreePort()}");
        var collector = await Collector.StartAsync();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MayorsMechanism_AppHost>(
            [
                "--data", DataFolder, "--port", $"{port}", "--replicas", "2", "--demonstration", "false", "--containers", Containers ? "true" : "false",
                "--dashboard-port", $"{AppHostProcess.FreePort()}", "--DcpPublisher:RandomizePorts", "false",
                "--ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", dashboard,
            ],
            (options, _) => options.DisableDashboard = false, cancel);
        foreach (var service in builder.Resources.OfType<ProjectResource>().ToList())
        {
            var settings = builder.CreateResourceBuilder(service);
            foreach (var (name, value) in Settings(collector)) settings.WithEnvironment(name, value);
        }
        _app = await builder.BuildAsync(cancel);
        await _app.StartAsync(cancel).WaitAsync(Longest, cancel);
        Collector.PassOn(dashboard, _app.Services.GetRequiredService<IConfiguration>()["AppHost:OtlpApiKey"]!);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("gateway", cancel).WaitAsync(Longest, cancel);
        var system = new RunningSystem(
            new($"http://localhost:{port}/"), new($"http://localhost:{port}/api/v1"), new($"http://localhost:{port}/docs"),
            "admin@mayors-mechanism.example", (await builder.Resources.OfType<ParameterResource>().Single(parameter => parameter.Name == "administrator-password").GetValueAsync(cancel))!,
            [.. builder.Resources.OfType<ProjectResource>().Select(Address)]);
        _staff = EndToEnd.Secretariat.Of(system);
        Secretariat = await _staff.FirstSignInAsync();
        return system;
    }

    static IEnumerable<(string Name, string Value)> Settings(string collector) =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "2000"),
        ("OTEL_BSP_SCHEDULE_DELAY", "500"),
        ("RateLimits__Client__PerSecond", "5000"),
        ("RateLimits__Client__Burst", "10000"),
        ("RateLimits__SignIn__PerSecond", "100"),
    ];

    ReplicaAddress Address(ProjectResource service) => new(service.Name, App.GetEndpoint(service.Name, "http"));

    internal string ContainerOf(string name) => App.ResourceNotifications.TryGetCurrentState(name, out var state)
        ? (string)state.Snapshot.Properties.Single(property => property.Name == "container.id").Value! : throw new InvalidOperationException($"{name} is unknown.");

    static int? ProcessOf(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is int id ? id : null;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            // Disposed of while it runs, it would stop without the services that stopping needs.
            await _app.StopAsync().WaitAsync(Longest);
            await _app.DisposeAsync();
        }
        await Collector.DisposeAsync();
        _starting.Dispose();
        _folder.Dispose();
    }
}
