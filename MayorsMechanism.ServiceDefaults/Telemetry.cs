using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>
/// Traces, metrics and logs by OTLP whenever OTEL_EXPORTER_OTLP_ENDPOINT is set (the Aspire dashboard sets it); nothing otherwise.
/// The database's come with its client; HttpClient and the runtime tell theirs without a package.
/// </summary>
static class Telemetry
{
    public static bool TelemetryIsOn(this IHostApplicationBuilder builder) => builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (!builder.TelemetryIsOn()) return;

        // No baggage: what a caller puts there goes no further.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        builder.Services.AddOpenTelemetry()
            // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last and win.
            .ConfigureResource(resource => resource.AddService(builder.Environment.ApplicationName.ToLowerInvariant()).AddEnvironmentVariableDetector())
            // No scopes: the framework's quotes the path of each request, and some are secrets.
            .WithLogging(null, logs => logs.IncludeFormattedMessage = true)
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(requests => requests.Filter = http => !Health.IsAsked(http))
                .AddSource("System.Net.Http", "Yarp.ReverseProxy", "MassTransit", "MayorsMechanism.*")
                .AddProcessor(new DropPolling()).AddProcessor(new ScrubSecrets()))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddMeter("System.Net.Http", "System.Runtime", "MassTransit", "MayorsMechanism.*"))
            .UseOtlpExporter();
    }

    /// <summary>
    /// A trace begins with a request, a message, or work of ours. What calls a server without any of these looks for work, for health or for
    /// keys, several times a second. What is not recorded says so to what it calls, here and in other processes, which then record nothing either.
    /// </summary>
    sealed class DropPolling : BaseProcessor<Activity>
    {
        public override void OnStart(Activity data)
        {
            if (data.ParentId is not null || data.Source.Name is not ("Npgsql" or "System.Net.Http" or "Yarp.ReverseProxy")) return;
            data.IsAllDataRequested = false;
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    sealed class ScrubSecrets : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            data.DisplayName = SecretPaths.Scrub(data.DisplayName);
            foreach (var (name, value) in data.EnumerateTagObjects())
            {
                if (value is string text) data.SetTag(name, SecretPaths.Scrub(text));
            }
        }
    }
}
