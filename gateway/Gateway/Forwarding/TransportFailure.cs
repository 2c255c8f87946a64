using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace MayorsMechanism.Gateway.Forwarding;

/// <summary>
/// Takes a replica out at its first broken connection. It comes back after two seconds, by when the active check knows better.
/// </summary>
sealed class TransportFailure(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = nameof(TransportFailure);

    static readonly TimeSpan Out = TimeSpan.FromSeconds(2);

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (context.GetForwarderErrorFeature() is { } failure && Failure.IsOfService(failure.Error) && !context.RequestAborted.IsCancellationRequested)
        {
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, Out);
        }
    }
}
