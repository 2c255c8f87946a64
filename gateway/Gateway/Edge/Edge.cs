using System.Diagnostics;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.HttpOverrides;

namespace MayorsMechanism.Gateway.Edge;

/// <summary>What happens to every request before anything else looks at it.</summary>
static class EdgeExtensions
{
    public static void AddEdge(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddSingleton<DistributedContextPropagator, TraceContext>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 << 10;
            kestrel.Limits.MaxRequestLineSize = 8 << 10;
            kestrel.Limits.MaxRequestHeaderCount = 100;
        });
    }

    public static void UseEdge(this WebApplication app)
    {
        app.UseTrustedProxies();
        app.UseVisitorAddress();
        app.Use(AnswerHeaders.Middleware(app.Configuration));
        // Limits hold for refused tokens too, so they come before authorization; they need the endpoint.
        app.UseRouting();
        app.Use(app.Services.GetRequiredService<RateLimits>().LimitAsync);
    }

    /// <summary>X-Forwarded-* count only from the networks named in <c>ForwardedHeaders:KnownNetworks</c>: none unless configured.</summary>
    static void UseTrustedProxies(this WebApplication app)
    {
        var networks = app.Configuration.GetSection("ForwardedHeaders:KnownNetworks").Get<string[]>() ?? [];
        if (networks.Length == 0) return;

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks) options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        app.UseForwardedHeaders(options);
    }
}
