using Microsoft.Extensions.Hosting;
using Npgsql;
#if !ASPIRE
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
#endif

namespace MayorsMechanism.ServiceDefaults;

/// <summary>The two client integrations: Aspire's where its packages restore, the same registrations by hand where they do not.</summary>
static class Integrations
{
    // Our own checks serve both builds: a broker that is away must not take a service out that can still accept changes.
#if ASPIRE
    public static void AddDataSource(this IHostApplicationBuilder builder, string connectionName) =>
        builder.AddNpgsqlDataSource(connectionName, settings => settings.DisableHealthChecks = true, Configure);

    public static void AddBrokerConnection(this IHostApplicationBuilder builder, string connectionName) =>
        builder.AddRabbitMQClient(connectionName, settings =>
        {
            settings.DisableHealthChecks = true;
            // Broker.cs asks again by itself; waiting here would hold up every health check.
            settings.MaxConnectRetryCount = 0;
        });
#else
    public static void AddDataSource(this IHostApplicationBuilder builder, string connectionName)
    {
        var connectionString = builder.Configuration.Require(connectionName);
        builder.Services.AddSingleton(services =>
        {
            var source = new NpgsqlDataSourceBuilder(connectionString).UseLoggerFactory(services.GetRequiredService<ILoggerFactory>());
            Configure(source);
            return source.Build();
        });
    }

    public static void AddBrokerConnection(this IHostApplicationBuilder builder, string connectionName)
    {
        var uri = new Uri(builder.Configuration.Require(connectionName));
        builder.Services.AddSingleton(_ => new ConnectionFactory { Uri = uri }
            .CreateConnectionAsync(builder.Environment.ApplicationName).GetAwaiter().GetResult());
    }

    static string Require(this IConfigurationManager configuration, string connectionName) =>
        configuration.GetConnectionString(connectionName)
        ?? throw new InvalidOperationException($"Set ConnectionStrings__{connectionName}: the app host does when it starts this service.");
#endif

    /// <summary>Without just-in-time compilation: for queries of many parts, each over few rows, it takes several times as long as it saves.</summary>
    static void Configure(NpgsqlDataSourceBuilder source) =>
        source.ConnectionStringBuilder.Options = $"{source.ConnectionStringBuilder.Options} -c jit=off".TrimStart();
}
