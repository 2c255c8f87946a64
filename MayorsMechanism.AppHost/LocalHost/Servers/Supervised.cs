using System.Diagnostics;

namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>Keeps one process running until it has done what it is for, if that ever ends: a crash brings it back, on the same port, with a growing pause.</summary>
sealed class Supervised(string name, Func<Command> command, Func<CancellationToken, Task<bool>> isReady, LogFile log)
{
    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    static readonly TimeSpan HealthyAfter = TimeSpan.FromMinutes(1);

    // A shell's way to say that a signal ended it: this much and the signal's number.
    const int Killed = 128;

    readonly CancellationTokenSource _stopping = new();
    ChildProcess? _child;
    Task _watch = Task.CompletedTask;

    /// <summary>The process as it runs now; another one after a crash.</summary>
    public int ProcessId => _child?.Id ?? 0;

    /// <summary>Told in one line about a crash and a return.</summary>
    public Action<string> Report { get; init; } = _ => { };

    /// <summary>It is ready as soon as it runs. An exit code of its own is its last word; only a killed one comes back.</summary>
    public bool EndsByItself { get; init; }

    /// <summary>Completes when it is ready; throws when it exits before that or takes too long.</summary>
    public async Task StartAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
        _child = await ChildProcess.StartAsync(command(), log.Write);
        if (!EndsByItself && !await BecomesReadyAsync(_child, patience, either.Token))
            throw new StartException(string.Join('\n', [Explain(_child, patience), .. log.Tail().Select(line => "    " + line)]));
        _watch = WatchAsync();
    }

    public async Task StopAsync(TimeSpan patience)
    {
        await _stopping.CancelAsync();
        await _watch;
        if (_child is not null)
            await _child.StopAsync(patience);
    }

    public void Kill()
    {
        _stopping.Cancel();
        _child?.Kill();
    }

    string Explain(ChildProcess child, TimeSpan patience) => child.Exit.IsCompleted
        ? $"{name} ended with exit code {child.Exit.Result} before it was ready; the whole log is in {log.Path}"
        : $"{name} was not ready within {patience.TotalSeconds:0} s; the whole log is in {log.Path}";

    async Task<bool> BecomesReadyAsync(ChildProcess child, TimeSpan patience, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < patience && !child.Exit.IsCompleted)
        {
            if (await isReady(cancellation))
                return true;
            await Task.WhenAny(child.Exit, Task.Delay(100, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
        return false;
    }

    async Task WatchAsync()
    {
        var pause = FirstPause;
        try
        {
            while (true)
            {
                var clock = Stopwatch.StartNew();
                var code = await _child!.Exit.WaitAsync(_stopping.Token);
                if (EndsByItself && code < Killed)
                {
                    Report(code == 0 ? "finished" : $"gave up with exit code {code}; the whole log is in {log.Path}");
                    return;
                }
                pause = clock.Elapsed > HealthyAfter ? FirstPause : pause;
                Report($"ended with exit code {code}, starting again in {pause.TotalSeconds:0.0} s");
                await Task.Delay(pause, _stopping.Token);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                await RestartAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: StopAsync ends the child.
        }
    }

    /// <summary>What keeps it from starting now, such as a full disk, may have passed at the next try.</summary>
    async Task RestartAsync()
    {
        try
        {
            _child = await ChildProcess.StartAsync(command(), log.Write);
            Report(EndsByItself || await BecomesReadyAsync(_child, TimeSpan.FromMinutes(1), _stopping.Token)
                ? $"ready again, pid {_child.Id}"
                : "not ready after a minute");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Report($"could not be started again: {failure.Message}");
        }
    }
}
