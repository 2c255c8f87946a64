using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Messaging;

/// <summary>
/// Work that waits in the database: done when somebody in this process says that there is some, and looked for every 250 ms because another
/// process may have left it. Whatever fails is tried again, and said once.
/// </summary>
public abstract class Worker(Signal signal, ILogger log) : BackgroundService
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

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
