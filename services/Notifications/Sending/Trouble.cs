using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>
/// While mail cannot be delivered, whatever the letter: all of them wait, and it is tried again after 1 s to 5 min, with one letter. Said once
/// in the log when it begins and when it is over, and by <c>/health</c> in between.
/// </summary>
sealed class Trouble(TimeProvider clock, ILogger<Trouble> log) : IHealthCheck
{
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    readonly Lock _lock = new();
    TimeSpan _pause;
    DateTimeOffset _next;

    public bool IsOn { get; private set; }

    /// <summary>It is not yet time to try again.</summary>
    public bool IsWaiting => IsOn && clock.GetUtcNow() < _next;

    public void Tell(string reason)
    {
        lock (_lock)
        {
            // Letters that were on their way together say the same.
            if (IsWaiting) return;
            if (!IsOn) log.LogWarning("Mail cannot be delivered, all letters wait: {Reason}", reason);
            _pause = IsOn ? TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks)) : TimeSpan.FromSeconds(1);
            (IsOn, _next) = (true, clock.GetUtcNow() + _pause);
        }
    }

    public void End()
    {
        lock (_lock)
        {
            if (IsOn) log.LogInformation("Mail can be delivered again");
            IsOn = false;
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsOn ? HealthCheckResult.Degraded("All letters wait.") : HealthCheckResult.Healthy());
}
