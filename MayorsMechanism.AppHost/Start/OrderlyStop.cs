using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.AppHost.Start;

/// <summary>Ours stop before the servers that they stand on, so that what was accepted is finished: DCP ends all of them at once.</summary>
sealed class OrderlyStop(Progress progress, DistributedApplicationModel model, ResourceNotificationService notifications, ResourceCommandService commands) : IHostedService
{
    Task? _stopped;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Once, for all who ask: a test stops the host, and the program that hears of it stops it as well before it throws its services away.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _stopped ??= StopOursAsync(cancellationToken);

    Task StopOursAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine("Stopping …");
        // Before that nobody could use it, and Aspire, broken off in its start, no longer tells states.
        if (!progress.Ready.IsCompleted) return Task.CompletedTask;
        return Task.WhenAll(model.Resources.OfType<ProjectResource>().Select(async project =>
        {
            await commands.ExecuteCommandAsync(project, KnownResourceCommands.StopCommand, cancellationToken);
            await notifications.WaitForResourceAsync(
                project.Name, [.. KnownResourceStates.TerminalStates, KnownResourceStates.NotStarted, KnownResourceStates.Waiting], cancellationToken);
        }));
    }
}

static class Running
{
    // More than it needs, except where DCP never came up: then Aspire would wait for it.
    static readonly TimeSpan LongestEarlyStop = TimeSpan.FromSeconds(10);

    /// <summary>Runs until it is asked to stop. While it still starts, that breaks off the start, and what has started stops as it does later.</summary>
    public static async Task RunUntilStoppedAsync(this DistributedApplication system)
    {
        system.Services.GetRequiredService<Servers.Servers>().BeforeStart();
        var stopping = system.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            await system.StartAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            using var patience = new CancellationTokenSource(LongestEarlyStop);
            try
            {
                await system.StopAsync(patience.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                // Whatever is left, DCP ends with this process.
            }
            return;
        }
        await ((IHost)system).WaitForShutdownAsync();
    }

    /// <summary>Aspire reports a start that was broken off as failures, a page for each resource; a failure to stop is thrown, and seen.</summary>
    public static ILoggingBuilder SilentWhileStopping(this ILoggingBuilder logging)
    {
        logging.Services.AddOptions<LoggerFilterOptions>().Configure<IServiceProvider>((filters, services) => filters.AddFilter((_, level) =>
            level >= LogLevel.Warning && !services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested));
        return logging;
    }
}
