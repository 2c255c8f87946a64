using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>Work that is done once in a while, by any number of replicas. What fails is logged, and done the next time.</summary>
/// <param name="pause">Before the first time, and from one to the next.</param>
/// <param name="failure">What the log says when it fails.</param>
/// <param name="time">Whose clock it goes by.</param>
/// <param name="log">Where a failure is told.</param>
public abstract class Periodic(TimeSpan pause, string failure, TimeProvider time, ILogger log) : BackgroundService
{
    protected TimeProvider Time => time;

    /// <summary>Does it once.</summary>
    protected abstract Task WorkAsync(CancellationToken cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "{Failure}", failure);
            }
        }
    }
}
