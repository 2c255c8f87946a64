using System.Net.Sockets;
using System.Text.Json;
using MassTransit;
using MayorsMechanism.Messaging.Bulk;
using MayorsMechanism.Messaging.Failures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MayorsMechanism.Messaging;

/// <summary>
/// MassTransit over RabbitMQ: a quorum queue for each event that a service takes, named <c>{service}-{event}</c>, so that services never
/// compete for one; and one for bundles of them. A message whose deliveries keep ending without an answer, because it ends the process, is handed by the broker to
/// <c>{service}-dead</c>; one that throws is tried again here. Both end in the failures table.
/// </summary>
static class Bus
{
    const int DeliveryLimit = 20;
    const int Prefetch = 64;
    const int Concurrency = 8;

    public static void AddBus<TContext>(this IServiceCollection services, IConfiguration configuration, string service, IReadOnlyList<Subscription> subscriptions)
        where TContext : MessagingDbContext => services.AddMassTransit(bus =>
    {
        bus.DisableUsageTelemetry();
        // The service works without the broker, and keeps its events.
        bus.ConfigureHealthCheckOptions(health => health.MinimalFailureStatus = HealthStatus.Degraded);
        bus.AddConsumers([.. subscriptions.SelectMany(subscription => subscription.Consumers)]);
        bus.UsingRabbitMq((context, rabbit) =>
        {
            var keep = new KeepFailure<TContext>(
                context.GetRequiredService<IServiceScopeFactory>(), context.GetRequiredService<ILogger<FailedMessage>>());
            rabbit.Host(new Uri(configuration.GetConnectionString("rabbitmq")!));
            rabbit.MessageTopology.SetEntityNameFormatter(new ContractNames());
            foreach (var subscription in subscriptions)
            {
                rabbit.ReceiveEndpoint(QueueOf(service, subscription.Contract), endpoint =>
                {
                    endpoint.Keep(keep, DeliveryLimit);
                    endpoint.BuryAt($"{service}-dead");
                    endpoint.TryAgain();
                    endpoint.ConfigureConsumer(context, subscription.Consumer);
                });
            }
            var bundles = subscriptions.Select(subscription => subscription.Bundles).OfType<Type>().ToList();
            if (bundles.Count > 0) rabbit.ReceiveEndpoint(Bundle.QueueOf(service), endpoint =>
            {
                endpoint.Keep(keep, DeliveryLimit);
                endpoint.BuryAt($"{service}-dead");
                // One after the other: each locks hundreds of records, and leaves the processor to those who ask for something.
                (endpoint.PrefetchCount, endpoint.ConcurrentMessageLimit) = (2, 1);
                endpoint.TryAgain();
                foreach (var consumer in bundles) endpoint.ConfigureConsumer(context, consumer);
            });
            if (subscriptions.Count > 0) rabbit.ReceiveEndpoint($"{service}-dead", endpoint => endpoint.Keep(keep, int.MaxValue));
        });
    });

    public static string QueueOf(string service, Type contract) => $"{service}-{ContractNames.Of(contract)}";

    /// <summary>Where the broker puts what it gives up; it lets go of a message once the other queue has it.</summary>
    static void BuryAt(this IRabbitMqReceiveEndpointConfigurator endpoint, string exchange)
    {
        endpoint.SetQueueArgument("x-dead-letter-exchange", exchange);
        endpoint.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        endpoint.SetQueueArgument("x-overflow", "reject-publish");
    }

    /// <summary>A replicated queue whose failed and unknown messages go to the failures table.</summary>
    static void Keep<TContext>(this IRabbitMqReceiveEndpointConfigurator endpoint, KeepFailure<TContext> keep, int deliveries)
        where TContext : MessagingDbContext
    {
        endpoint.SetQuorumQueue();
        endpoint.SetQueueArgument("x-delivery-limit", deliveries);
        endpoint.PrefetchCount = Prefetch;
        endpoint.ConcurrentMessageLimit = Concurrency;
        endpoint.ConfigureError(pipe => pipe.UseFilter(keep));
        endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(keep));
    }

    /// <summary>Twice, a moment later; for as long as it takes when it is only the database that does not answer.</summary>
    static void TryAgain(this IConsumePipeConfigurator endpoint)
    {
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(Passing.Is);
            retry.Interval(3600, TimeSpan.FromSeconds(1));
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(e => !Passing.Is(e));
            retry.Intervals(100, 1000);
        });
    }
}

/// <summary>An event that a service takes, and what handles it, alone and in bundles.</summary>
sealed record Subscription(Type Contract, Type Consumer, Type? Bundles)
{
    public IEnumerable<Type> Consumers => Bundles is null ? [Consumer] : [Consumer, Bundles];
}

/// <summary>Exchanges are named after the contract in kebab-case, such as <c>person-changed</c>, and <c>person-changed-bundle</c>.</summary>
sealed class ContractNames : IEntityNameFormatter
{
    public string FormatEntityName<T>() => Of(typeof(T));

    public static string Of(Type contract) => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(Bundle<>)
        ? $"{Of(contract.GenericTypeArguments[0])}-bundle"
        : JsonNamingPolicy.KebabCaseLower.ConvertName(contract.Name);
}

/// <summary>Trouble of the database that passes by itself.</summary>
static class Passing
{
    public static bool Is(Exception? e) => e switch
    {
        null => false,
        // 57: an operator's shutdown; the rest is what Npgsql itself holds for passing.
        PostgresException { SqlState: var state } database => database.IsTransient || state.StartsWith("57", StringComparison.Ordinal),
        NpgsqlException { IsTransient: true } or TimeoutException or SocketException => true,
        _ => Is(e.InnerException),
    };
}
