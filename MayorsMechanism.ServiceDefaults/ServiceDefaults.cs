using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>What every service, the gateway and the console share: one call to set up, one to run.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Telemetry, health, token validation with deny by default, JSON and problem conventions, graceful shutdown.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddSecretFiles();
        builder.Logging.AddPlainConsole();
        builder.AddTelemetry();
        builder.Services.AddHealthChecks();
        builder.AddDraining();
        builder.AddTokenValidation();
        builder.AddApiConventions();

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
        app.UseApiConventions();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        return app;
    }
}
