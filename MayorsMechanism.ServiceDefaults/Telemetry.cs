using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>
/// Traces, metrics and logs by OTLP whenever OTEL_EXPORTER_OTLP_ENDPOINT is set (the Aspire dashboard sets it); nothing otherwise.
/// The providers listen to what ASP.NET Core, HttpClient, YARP, Npgsql and MassTransit emit by themselves, so no instrumentation package is needed.
/// </summary>
static class Telemetry
{
    static readonly string[] Sources =
        ["Microsoft.AspNetCore", "System.Net.Http", "Yarp.ReverseProxy", "Npgsql", "RabbitMQ.Client.*", "MassTransit", "MayorsMechanism.*"];

    static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime",
        "Npgsql", "MassTransit", "MayorsMechanism.*",
    ];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (!IsOn(builder.Configuration)) return;

        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES are read by the default resource; the assembly's name is the fallback.
        var resource = ResourceBuilder.CreateEmpty()
            .AddService(builder.Environment.ApplicationName.ToLowerInvariant()).AddTelemetrySdk().AddEnvironmentVariableDetector();

        builder.Logging.AddOpenTelemetry(logs => logs.SetResourceBuilder(resource).AddOtlpExporter());
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource).AddSource(Sources).AddProcessor(new ScrubSecrets()).AddOtlpExporter().Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter().Build());
        builder.Services.AddHostedService<StartProviders>();
    }

    public static void UseTelemetry(this WebApplication app)
    {
        if (IsOn(app.Configuration)) app.Use(NameServerSpan);
    }

    static bool IsOn(IConfiguration configuration) => configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };

    /// <summary>ASP.NET Core opens the span but leaves names and attributes to others; these are the stable HTTP conventions.</summary>
    static async Task NameServerSpan(HttpContext context, RequestDelegate next)
    {
        var span = Activity.Current;
        await next(context);
        if (span is null) return;

        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        span.SetTag("http.request.method", context.Request.Method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", context.Response.StatusCode);
        span.SetTag("url.path", context.Request.Path.Value);
        if (context.Response.StatusCode >= 500) span.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>The only secrets in URLs stand behind <c>/r/</c> and <c>/calendar/</c>: no span carries them away.</summary>
    sealed class ScrubSecrets : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            foreach (var tag in (ReadOnlySpan<string>)["url.path", "url.full"])
            {
                if (data.GetTagItem(tag) is string url) data.SetTag(tag, SecretPaths.Scrub(url));
            }
        }
    }

    /// <summary>Builds the providers at start; the container disposes them, which flushes what is left.</summary>
    sealed class StartProviders(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetService<TracerProvider>();
            services.GetService<MeterProvider>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
