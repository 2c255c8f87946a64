using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>
/// <c>/health</c>: ready to serve (every registered check; 503 when one is unhealthy). <c>/alive</c>: the process answers.
/// Migrations run before the service listens, so whoever gets an answer at all talks to a migrated database.
/// </summary>
static class Health
{
    const string Ready = "/health";
    const string Alive = "/alive";

    public static bool IsAsked(HttpContext http) => http.Request.Path == Ready || http.Request.Path == Alive;

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks(Ready, new HealthCheckOptions { ResponseWriter = WriteReadyAsync }).AllowAnonymous().DisableHttpMetrics();
        app.MapHealthChecks(Alive, new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous().DisableHttpMetrics();
    }

    /// <summary>States by name only: what went wrong is for the log, not for whoever asks.</summary>
    static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
    });

    /// <summary>
    /// Says once when a check starts to fail, with its reason, and once when it is well again. What is still on its way up shortly after the
    /// start is nothing to tell.
    /// </summary>
    static Task WriteReadyAsync(HttpContext context, HealthReport report)
    {
        if (Stopwatch.GetElapsedTime(Started) < TimeSpan.FromSeconds(20)) return WriteAsync(context, report);

        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Health));
        foreach (var (name, entry) in report.Entries)
        {
            var before = Last.TryGetValue(name, out var known) ? known : HealthStatus.Healthy;
            Last[name] = entry.Status;
            if (entry.Status == before) continue;
            if (entry.Status is HealthStatus.Healthy) log.LogInformation("{Check} is healthy again", name);
            else log.LogWarning(entry.Exception, "{Check} is {Status}: {Reason}", name, entry.Status, entry.Description);
        }
        return WriteAsync(context, report);
    }

    static readonly long Started = Stopwatch.GetTimestamp();
    static readonly ConcurrentDictionary<string, HealthStatus> Last = new();
}
