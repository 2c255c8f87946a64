using Microsoft.Extensions.Diagnostics.HealthChecks;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace MayorsMechanism.Gateway.Forwarding;

/// <summary>
/// Not _ready until each configured service has answered once, or 30 s have passed; from then on at worst degraded: taking the gateway out
/// because one service is out would take out the others too.
/// </summary>
sealed class ServicesCheck(IProxyStateLookup proxy, TimeProvider time) : IHealthCheck
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    readonly long _started = time.GetTimestamp();
    volatile bool _ready;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = proxy.GetClusters().Where(cluster => !cluster.Destinations.Values.Any(IsHealthy)).Select(cluster => cluster.ClusterId).ToList();
        _ready |= missing.Count == 0 || time.GetElapsedTime(_started) > Longest;
        return Task.FromResult(missing switch
        {
            [] => HealthCheckResult.Healthy(),
            _ when _ready => HealthCheckResult.Degraded($"Out: {string.Join(", ", missing)}."),
            _ => HealthCheckResult.Unhealthy($"Waiting for {string.Join(", ", missing)}."),
        });
    }

    static bool IsHealthy(DestinationState replica) => replica.Health.Active is DestinationHealth.Healthy;
}
