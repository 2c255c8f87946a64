using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>A service's own PostgreSQL database: data source, EF Core context, readiness, migrations.</summary>
public static class Database
{
    /// <summary>Connections that a process opens at most, wherever it runs: all together they stay below what the server takes.</summary>
    public const int PoolSize = 16;

    /// <summary>Registers the context on the data source named <paramref name="connectionName"/>, with its health check.</summary>
    public static void AddDatabase<TContext>(this IHostApplicationBuilder builder, string connectionName) where TContext : DbContext
    {
        builder.AddNpgsqlDataSource(connectionName, settings =>
        {
            settings.DisableHealthChecks = true; // Ours answers within three seconds.
            settings.DisableTracing = settings.DisableMetrics = !builder.TelemetryIsOn();
        }, Configure);
        builder.Services.AddDbContextPool<TContext>((services, options) => options
            .UseNpgsql(services.GetRequiredService<NpgsqlDataSource>(), npgsql => npgsql.SetPostgresVersion(15, 0))
            .UseSnakeCaseNamingConvention());
        builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database", timeout: TimeSpan.FromSeconds(3));
    }

    static void Configure(NpgsqlDataSourceBuilder source)
    {
        var connection = source.ConnectionStringBuilder;
        connection.MaxPoolSize = PoolSize;
        // Just-in-time compilation of queries of many parts, each over few rows, takes several times as long as it saves.
        connection.Options = $"{connection.Options} -c jit=off".TrimStart();
    }

    /// <summary>Applies pending migrations and changed <see cref="SqlFiles"/> before the service listens. Replicas that start together take turns.</summary>
    /// <exception cref="NpgsqlException">The database stayed out of reach for a minute.</exception>
    public static async Task MigrateAsync<TContext>(this WebApplication app) where TContext : DbContext
    {
        for (var patience = 60; ; patience--)
        {
            try
            {
                await using var scope = app.Services.CreateAsyncScope();
                await MigrateAsync(scope.ServiceProvider.GetRequiredService<TContext>().Database, typeof(TContext).Assembly, app.Services.GetRequiredService<NpgsqlDataSource>(), app.Lifetime.ApplicationStopping);
                return;
            }
            catch (NpgsqlException e) when (e.IsTransient && patience > 0)
            {
                app.Logger.LogWarning("The database does not answer yet: {Reason}", e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), app.Lifetime.ApplicationStopping);
            }
        }
    }

    /// <summary>EF Core's own lock ends with each migration, and what is pending is read once, before the first: a lock of ours spans them all.</summary>
    static async Task MigrateAsync(DatabaseFacade database, Assembly service, NpgsqlDataSource source, CancellationToken cancel)
    {
        // A million rows get an index, and the other replicas wait until they have it.
        var (timeout, patience) = (database.GetCommandTimeout(), TimeSpan.FromHours(1));
        // It ends with a transaction that does nothing else, whether migrations succeed, fail or die.
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var turn = await connection.BeginTransactionAsync(cancel);
        await using var take = new NpgsqlCommand("SELECT pg_advisory_xact_lock(5077)", connection) { CommandTimeout = (int)patience.TotalSeconds };
        await take.ExecuteNonQueryAsync(cancel);
        database.SetCommandTimeout(patience);
        await database.MigrateAsync(cancel);
        await SqlFiles.ApplyAsync(database, service, cancel);
        database.SetCommandTimeout(timeout);
    }

    sealed class DatabaseCheck(NpgsqlDataSource dataSource) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await using var command = dataSource.CreateCommand("SELECT 1");
                await command.ExecuteNonQueryAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (NpgsqlException e)
            {
                return HealthCheckResult.Unhealthy("The database does not answer.", e);
            }
        }
    }
}
