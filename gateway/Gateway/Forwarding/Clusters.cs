using MayorsMechanism.ServiceDefaults;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;

namespace MayorsMechanism.Gateway.Forwarding;

/// <summary>The table of <see cref="Routes"/> in the proxy's terms: a cluster for each service, a destination for each of its addresses.</summary>
static class Clusters
{
    public static IReadOnlyList<string> Configured(IConfiguration configuration) =>
        [.. Routes.Table.Select(row => row.Service).Distinct().Where(service => configuration.GetSection($"services:{service}:http").Exists())];

    public static ClusterConfig[] Of(IConfiguration configuration) =>
        [.. Configured(configuration).Select(service => Cluster(service, ServiceAddresses.Of(configuration, service)))];

    public static RouteConfig[] RoutesOf(IConfiguration configuration)
    {
        var services = Configured(configuration);
        return [.. Routes.Table.Where(row => services.Contains(row.Service)).Select(RouteTo)];
    }

    static RouteConfig RouteTo(Route row) => new()
    {
        RouteId = row.Path,
        ClusterId = row.Service,
        Match = new RouteMatch { Path = $"{row.Path.TrimEnd('/')}/{{**rest}}" },
        AuthorizationPolicy = row.Access is Access.Anyone ? "anonymous" : "default",
        MaxRequestBodySize = row.Body == BodyLimits.Json ? null : row.Body,
    };

    static ClusterConfig Cluster(string service, Uri[] addresses) => new()
    {
        ClusterId = service,
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        Destinations = addresses.Select((address, i) => ($"{service}-{i}", new DestinationConfig { Address = address.ToString() }))
            .ToDictionary(entry => entry.Item1, entry => entry.Item2),
        HttpRequest = new ForwarderRequestConfig
        {
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            ActivityTimeout = TimeSpan.FromSeconds(100),
        },
        HealthCheck = new HealthCheckConfig
        {
            Active = new ActiveHealthCheckConfig
            {
                Enabled = true,
                Path = "/health",
                Interval = TimeSpan.FromSeconds(2),
                Timeout = TimeSpan.FromSeconds(1.5),
                Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
            },
            Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = TransportFailure.PolicyName },
            // When every replica looks out, still try: a wrong guess of ours must not close a service.
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
        },
        Metadata = new Dictionary<string, string> { [ConsecutiveFailuresHealthPolicyOptions.ThresholdMetadataName] = "2" },
    };
}
