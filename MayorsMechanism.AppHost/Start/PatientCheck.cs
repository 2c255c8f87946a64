using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MayorsMechanism.AppHost.Start;

/// <summary>
/// A health check that asks every tenth of a second until the first yes. Aspire asks at growing distances, up to five seconds, and everybody waits
/// for what is not known to be ready.
/// </summary>
static class PatientCheck
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="resource">What is checked.</param>
    /// <param name="ask">Throws while it is not ready.</param>
    public static IResourceBuilder<T> WithPatientCheck<T>(this IResourceBuilder<T> resource, Func<CancellationToken, Task> ask) where T : IResource
    {
        var wasReady = false;
        var key = $"{resource.Resource.Name}-ready";
        resource.ApplicationBuilder.Services.AddHealthChecks().AddAsyncCheck(key, async cancel =>
        {
            for (var deadline = DateTime.UtcNow + Patience; ;)
            {
                try
                {
                    await ask(cancel);
                    wasReady = true;
                    return HealthCheckResult.Healthy();
                }
                catch (Exception notYet) when (!cancel.IsCancellationRequested)
                {
                    if (wasReady || DateTime.UtcNow > deadline) return HealthCheckResult.Unhealthy(notYet.Message);
                    await Task.Delay(Pause, cancel);
                }
            }
        });
        return resource.WithHealthCheck(key);
    }
}
