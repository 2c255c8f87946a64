using Microsoft.Extensions.Diagnostics.HealthChecks;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace MayorsMechanism.Gateway.Forwarding;

/// <summary>Names the services of which no replica answers. At worst degraded: a gateway taken out for one of them would take out the others too.</summary>
sealed class ServicesCheck(IProxyStateLookup proxy) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = proxy.GetClusters().Where(cluster => !cluster.Destinations.Values.Any(IsHealthy)).Select(cluster => cluster.ClusterId).ToList();
        return Task.FromResult(missing is [] ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"Out: {string.Join(", ", missing)}."));
    }

    static bool IsHealthy(DestinationState replica) => replica.Health.Active is DestinationHealth.Healthy;
}
