using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>The RabbitMQ connection and its health check.</summary>
public static class Broker
{
    public static void AddBroker(this IHostApplicationBuilder builder)
    {
        builder.AddBrokerConnection("rabbitmq");
        builder.Services.AddHealthChecks().AddCheck<BrokerCheck>("broker", timeout: TimeSpan.FromSeconds(3));
    }

    /// <summary>Degraded, never unhealthy: without the broker a service still accepts changes, and its outbox keeps their events.</summary>
    sealed class BrokerCheck(IServiceProvider services) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                // Resolved here, not injected: the first connection is made by the first check, and a failed one is tried again.
                var connection = services.GetRequiredService<IConnection>();
                return Task.FromResult(connection.IsOpen ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("Reconnecting."));
            }
            catch (BrokerUnreachableException)
            {
                return Task.FromResult(HealthCheckResult.Degraded("The broker does not answer."));
            }
        }
    }
}
