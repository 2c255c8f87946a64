using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MayorsMechanism.AppHost.Start;

/// <summary>Tells whoever started the system what is ready, and what they need to use it. Tests read these lines too.</summary>
sealed class Progress(
    StartOptions options, Servers.Servers servers, IConfiguration configuration, DistributedApplicationModel model,
    ResourceNotificationService notifications, ResourceLoggerService logs, IHostApplicationLifetime lifetime) : BackgroundService
{
    readonly Stopwatch _clock = Stopwatch.StartNew();
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when everything can be used.</summary>
    public Task Ready => _ready.Task;

    /// <summary>A process or container that this system is made of.</summary>
    public static bool IsOurs(IResource resource) => resource is ProjectResource or Servers.OwnServer or ContainerResource;

    /// <summary>It serves others, and never ends by itself.</summary>
    public static bool Listens(IResource resource) => resource.Annotations.OfType<EndpointAnnotation>().Any();

    public static bool HasEnded(string? state) => KnownResourceStates.TerminalStates.Contains(state);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Console.WriteLine(servers.Description);
        var waiting = model.Resources.Where(resource => IsOurs(resource) && Listens(resource)).ToHashSet();
        var processes = new Dictionary<string, object?>();
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            var (name, state) = (change.Resource.Name, change.Snapshot);
            if (!waiting.Contains(change.Resource)) continue;
            if (lifetime.ApplicationStopping.IsCancellationRequested) return;
            if (HasEnded(state.State?.Text))
            {
                await GiveUpAsync(change, stoppingToken);
                return;
            }
            if (state.HealthStatus is not HealthStatus.Healthy) continue;
            waiting.Remove(change.Resource);
            processes[name] = state.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value;
            Console.WriteLine($"{name,-16} ready after {(DateTime.UtcNow - state.StartTimeStamp)?.TotalSeconds:0.0} s");
            if (waiting.Count > 0) continue;
            Announce(processes);
            _ready.TrySetResult();
            return;
        }
    }

    void Announce(Dictionary<string, object?> processes)
    {
        Console.WriteLine();
        foreach (var service in model.Resources.OfType<ProjectResource>().Where(Listens))
            Console.WriteLine($"{service.Name,-16} {service.GetEndpoint("http").Url}   pid {processes[service.Name]}");
        Console.WriteLine($"""

            Console          http://localhost:{options.Port}/
            API              http://localhost:{options.Port}/api/v1
            Documentation    http://localhost:{options.Port}/docs
            """);
        if (options.DashboardPort is { } port) Console.WriteLine($"Dashboard        http://localhost:{port}/login?t={configuration["AppHost:BrowserToken"]}");
        if (Directory.Exists(options.Data.In("mail"))) Console.WriteLine($"Mail             {options.Data.Display("mail")}");
        Console.WriteLine($"Administrator    {configuration["Parameters:administrator-email"] ?? StartOptions.AdministratorEmail}, first password {Password()}");
        Console.WriteLine($"Ready after {_clock.Elapsed.TotalSeconds:0.0} s. Ctrl-C stops everything.");
    }

    string Password()
    {
        const string Name = StartOptions.AdministratorPassword;
        if (configuration[$"Parameters:{Name}"] is not null) return "as it was configured";
        if (!File.Exists(options.Data.In(Name))) options.Data.WritePrivately(Name, options.Secrets.Get(Name) + "\n");
        return $"in {options.Data.Display(Name)}";
    }

    /// <summary>What cannot start has said why in its log.</summary>
    async Task GiveUpAsync(ResourceEvent change, CancellationToken cancel)
    {
        var lines = new List<string>();
        await foreach (var some in logs.GetAllAsync(change.Resource).WithCancellation(cancel)) lines.AddRange(some.Select(line => line.Content));
        await Console.Error.WriteLineAsync($"{change.Resource.Name} ended with exit code {change.Snapshot.ExitCode} before it was ready; "
            + $"the whole log is in {options.Data.In("logs", change.Resource.Name + ".log")}\n{string.Join('\n', lines.TakeLast(20))}");
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }
}
