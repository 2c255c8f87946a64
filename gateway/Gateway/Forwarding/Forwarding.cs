using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Security;
using Yarp.ReverseProxy.Health;

namespace MayorsMechanism.Gateway.Forwarding;

/// <summary>The proxy and its pipeline.</summary>
static class ForwardingExtensions
{
    public static void AddForwarding(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, TransportFailure>();
        builder.Services.AddSingleton<ServicesCheck>();
        builder.Services.AddHealthChecks().AddCheck<ServicesCheck>("services");
        builder.Services.AddReverseProxy()
            .LoadFromMemory(Clusters.RoutesOf(builder.Configuration), Clusters.Of(builder.Configuration))
            .ConfigureHttpClient((_, handler) =>
            {
                handler.ConnectTimeout = TimeSpan.FromSeconds(2);
                // Where one name stands for many replicas, connections must move on for new ones to be found.
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(1);
            });

        // At Information it writes whole addresses, and those of one-time pages and calendars are secrets. Repetition tells of failures.
        builder.Logging.AddFilter("Yarp.ReverseProxy.Forwarder.HttpForwarder", LogLevel.Error);
        // Each probe of a replica that is out, with its stack; that it went out and came back is told elsewhere.
        builder.Logging.AddFilter("Yarp.ReverseProxy.Health.ActiveHealthCheckMonitor", LogLevel.Error);
    }

    public static void MapForwarding(this WebApplication app)
    {
        var rows = Routes.Table.ToDictionary(row => row.Path);
        app.MapReverseProxy(pipeline =>
        {
            pipeline.Use(RefuseLargeBodyAsync);
            pipeline.Use(Cleaning.CleanAsync);
            pipeline.Use(TellVisitor(app.Services.GetRequiredService<VisitorAddress>()));
            pipeline.UseMiddleware<Repetition>();
            pipeline.UseLoadBalancing();
            pipeline.UsePassiveHealthChecks();
        }).ConfigureEndpoints((endpoint, route) => endpoint.WithMetadata(rows[route.RouteId]));
    }

    /// <summary>Refuses by Content-Length before the service hears of it; bodies without one are cut off on their way.</summary>
    static Task RefuseLargeBodyAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.ContentLength is not { } length) return next(http);
        if (length <= (http.GetReverseProxyFeature().Route.Config.MaxRequestBodySize ?? BodyLimits.Json)) return next(http);
        http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        return Task.CompletedTask;
    }

    static Func<HttpContext, RequestDelegate, Task> TellVisitor(VisitorAddress visitors) => (http, next) =>
    {
        if (http.Connection.RemoteIpAddress is { } address && http.GetEndpoint()?.Metadata.GetMetadata<Route>() is { LearnsVisitor: true })
            http.Request.Headers[VisitorAddress.Header] = visitors.Write(address);
        return next(http);
    };
}
