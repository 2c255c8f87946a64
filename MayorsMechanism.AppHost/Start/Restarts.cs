using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace MayorsMechanism.AppHost.Start;

/// <summary>Brings back what crashed once everything was ready, with a growing pause: DCP leaves it down.</summary>
sealed class Restarts(StartOptions options, Progress progress, ResourceNotificationService notifications, ResourceCommandService commands) : BackgroundService
{
    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    static readonly TimeSpan HealthyAfter = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<string, (TimeSpan Pause, DateTimeOffset At)> _latest = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await progress.Ready.WaitAsync(stoppingToken);
        var states = new Dictionary<string, string?>();
        var ends = new HashSet<(string Name, DateTime At)>();
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            if (!Progress.IsOurs(change.Resource)) continue;
            var (name, state) = (change.Resource.Name, change.Snapshot.State?.Text);
            // The end of a run is told again while the next one starts already. What never ran has no end.
            if (Progress.HasEnded(state) && state != KnownResourceStates.FailedToStart && change.Snapshot.StopTimeStamp is { } end && !ends.Add((name, end))) continue;
            var before = states.GetValueOrDefault(name);
            states[name] = state;
            // A state is told more than once, and whoever asks for a stop wants it.
            if (Progress.HasEnded(state) && !Progress.HasEnded(before) && before != KnownResourceStates.Stopping) Ended(change, stoppingToken);
        }
    }

    /// <summary>A program that ends by itself has said its last word, unless a signal ended it.</summary>
    void Ended(ResourceEvent change, CancellationToken cancel)
    {
        var (name, code) = (change.Resource.Name, change.Snapshot.ExitCode);
        if (Progress.Listens(change.Resource) || WasKilled(code)) _ = StartAgainAsync(change, cancel);
        else Console.WriteLine(code == 0 ? $"{name} finished" : $"{name} gave up with exit code {code}; the whole log is in {options.Data.In("logs", name + ".log")}");
    }

    /// <summary>DCP gives no code then; a shell 128 and the signal's number.</summary>
    static bool WasKilled(int? code) => code is null or < 0 or > 127;

    async Task StartAgainAsync(ResourceEvent change, CancellationToken cancel)
    {
        var name = change.Resource.Name;
        var pause = _latest.TryGetValue(name, out var last) && DateTimeOffset.UtcNow - last.At < HealthyAfter
            ? TimeSpan.FromTicks(Math.Min(last.Pause.Ticks * 2, LongestPause.Ticks))
            : FirstPause;
        Console.WriteLine($"{name} {(WasKilled(change.Snapshot.ExitCode) ? "was killed" : $"ended with exit code {change.Snapshot.ExitCode}")}, starting again in {pause.TotalSeconds:0.0} s");
        await Task.Delay(pause, cancel);
        _latest[name] = (pause, DateTimeOffset.UtcNow);
        // Should it fail again, its state tells.
        var started = await commands.ExecuteCommandAsync(change.ResourceId, KnownResourceCommands.StartCommand, cancel);
        if (!started.Success) Console.WriteLine($"{name} could not be started again: {started.Message}");
        if (!started.Success || !Progress.Listens(change.Resource)) return;
        await notifications.WaitForResourceHealthyAsync(name, cancel);
        Console.WriteLine($"{name} ready again");
    }
}
