using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>What every service, the gateway and the console share: one call to set up, one to run.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Telemetry, health, token validation with deny by default, JSON and problem conventions, graceful shutdown.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.Logging.AddSimpleConsole(o => o.SingleLine = true);
        // Requests and SQL are in the traces. Logging:LogLevel with a longer name than these raises a part again.
        foreach (var noisy in (string[])["Microsoft", "Npgsql", "System", "Yarp"]) builder.Logging.AddFilter(noisy, LogLevel.Warning);
        // Named in full, so that nothing raises it: it quotes whole addresses, and those of one-time pages and calendars are secrets.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        // What fails in these is thrown as well, and logged where it is handled, unless it was the caller's mistake.
        foreach (var thrown in (string[])["Database.Command", "Update", "Query"]) builder.Logging.AddFilter($"Microsoft.EntityFrameworkCore.{thrown}", LogLevel.None);
        builder.AddTelemetry();
        builder.Services.AddHealthChecks();
        builder.AddTokenValidation();
        builder.AddApiConventions();

        // What was accepted is finished: requests in flight get this long after SIGTERM.
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimits.Json;
        });
        return builder;
    }

    /// <summary>The middleware in its order, then <c>/health</c> and <c>/alive</c>. Call it before mapping endpoints.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseTelemetry();
        app.UseApiConventions();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        return app;
    }
}
