using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MayorsMechanism.ServiceDefaults.Security;

/// <summary>Not ready before the first keys are here: until then a good token would be refused. Afterwards they are in memory.</summary>
sealed class KeysCheck(IConfigurationManager<OpenIdConnectConfiguration> keys) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await keys.GetConfigurationAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("Identity's keys are not here yet.");
        }
    }
}
