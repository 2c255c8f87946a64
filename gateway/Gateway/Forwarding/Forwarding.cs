using MayorsMechanism.ServiceDefaults;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Transforms;

namespace MayorsMechanism.Gateway.Forwarding;

/// <summary>The proxy and its pipeline.</summary>
static class ForwardingExtensions
{
    public static void AddForwarding(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, TransportFailure>();
        builder.Services.AddHealthChecks().AddCheck<ServicesCheck>("services");
        builder.Services.AddReverseProxy()
            .LoadFromMemory(Clusters.RoutesOf(builder.Configuration), Clusters.Of(builder.Configuration))
            .ConfigureHttpClient((_, handler) => handler.ConnectTimeout = TimeSpan.FromSeconds(2))
            .AddTransforms(context => context.AddRequestTransform(KeepFromBeingResent));

        // At Information both write whole addresses, and those of one-time pages and calendars are secrets.
        builder.Logging.AddFilter("Yarp.ReverseProxy.Forwarder.HttpForwarder", LogLevel.Error);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
    }

    public static void MapForwarding(this WebApplication app)
    {
        var rows = Routes.Table.ToDictionary(row => row.Path);
        app.MapReverseProxy(pipeline =>
        {
            pipeline.Use(RefuseLargeBodyAsync);
            pipeline.Use(Cleaning.CleanAsync);
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

    /// <summary>
    /// The HTTP handler by itself sends a request again when a kept connection ends before the answer, unless a body was begun, and it asks
    /// nobody whether the method allows that. An empty body counts as begun.
    /// </summary>
    static ValueTask KeepFromBeingResent(RequestTransformContext context)
    {
        var request = context.ProxyRequest;
        if (request.Content is null && request.Method != HttpMethod.Get && request.Method != HttpMethod.Head && request.Method != HttpMethod.Options)
        {
            request.Content = new ByteArrayContent([]);
        }
        return ValueTask.CompletedTask;
    }
}
