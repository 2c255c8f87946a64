using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Messaging;

/// <summary>
/// Work that waits in the database: done when somebody says that there is some (see <see cref="Wakeup"/>), and looked for every ten seconds, for
/// a word may be lost, and some work is left by time alone. Whatever fails is tried again, and said once.
/// </summary>
public abstract class Worker(Signal signal, ILogger log) : BackgroundService
{
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>How long it rests when there is nothing to do and nobody says that there is.</summary>
    protected virtual TimeSpan Poll => TimeSpan.FromSeconds(10);

    /// <summary>Does a batch; true when there may be more.</summary>
    protected abstract Task<bool> WorkAsync(CancellationToken cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await WorkAsync(stoppingToken)) await signal.WaitAsync(Poll, stoppingToken);
                if (failing) log.LogInformation("Works again");
                failing = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing) log.LogWarning("Keeps what there is to do and tries again: {Reason}", e.Message);
                failing = true;
                await Task.Delay(AfterFailure, stoppingToken);
            }
        }
    }
}

/// <summary>Wakes one waiter; said while nobody waits, it wakes the next at once.</summary>
public sealed class Signal
{
    readonly Channel<bool> _said = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Say() => _said.Writer.TryWrite(true);

    public async Task WaitAsync(TimeSpan longest, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(longest);
        try
        {
            await _said.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Time to look.
        }
    }
}
