using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>
/// Between SIGTERM and the end of listening: for the time of <c>Draining</c>, such as 00:00:05, the program still takes every request, and
/// <c>/health</c> says 503, so that whoever balances over replicas has turned to another one by then. None unless set.
/// </summary>
static class Draining
{
    // What was accepted is finished: requests in flight get this long.
    static readonly TimeSpan ForWorkInFlight = TimeSpan.FromSeconds(25);

    public static void AddDraining(this IHostApplicationBuilder builder)
    {
        var time = builder.Configuration.GetValue<TimeSpan>("Draining");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = time + ForWorkInFlight);
        if (time == TimeSpan.Zero) return;
        builder.Services.AddHostedService(_ => new Pause(time));
        builder.Services.AddHealthChecks().AddCheck<Stopping>("stopping");
    }

    /// <summary>Holds up the host before it stops its services, the web server among them.</summary>
    sealed class Pause(TimeSpan time) : IHostedLifecycleService
    {
        public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(time, cancellationToken);

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    sealed class Stopping(IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
                ? HealthCheckResult.Unhealthy("It was asked to stop.") : HealthCheckResult.Healthy());
    }
}
