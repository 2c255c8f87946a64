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
        builder.AddRabbitMQClient("rabbitmq", settings =>
        {
            settings.DisableHealthChecks = true; // Its own would take a service out that can still accept changes.
            settings.MaxConnectRetryCount = 0; // Connecting asks again by itself; waiting here would hold up every health check.
            settings.DisableTracing = true; // MassTransit's spans tell of each message already.
        });
        builder.Services.AddSingleton<Connecting>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Connecting>());
        builder.Services.AddHealthChecks().AddCheck<BrokerCheck>("broker");
    }

    /// <summary>Makes the first connection in the background, however long the broker takes; from then on the client reconnects by itself.</summary>
    sealed class Connecting(IServiceProvider services) : BackgroundService
    {
        volatile IConnection? _connection;

        public bool IsOpen => _connection?.IsOpen is true;

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            while (!stoppingToken.IsCancellationRequested && _connection is null)
            {
                try
                {
                    _connection = await Task.Run(services.GetRequiredService<IConnection>, stoppingToken);
                }
                catch (BrokerUnreachableException)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
                }
            }
        }
    }

    /// <summary>Degraded, never unhealthy: without the broker a service still accepts changes, and its outbox keeps their events.</summary>
    sealed class BrokerCheck(Connecting connecting) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(connecting.IsOpen ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("The broker does not answer."));
    }
}
