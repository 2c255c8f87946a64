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
    /// <summary>Registers the context on the data source named <paramref name="connectionName"/>, with its health check.</summary>
    public static void AddDatabase<TContext>(this IHostApplicationBuilder builder, string connectionName) where TContext : DbContext
    {
        builder.AddDataSource(connectionName);
        builder.Services.AddDbContextPool<TContext>((services, options) => options
            .UseNpgsql(services.GetRequiredService<NpgsqlDataSource>(), npgsql => npgsql.SetPostgresVersion(15, 0))
            .UseSnakeCaseNamingConvention());
        builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database", timeout: TimeSpan.FromSeconds(3));
    }

    /// <summary>Applies pending migrations before the service listens. Replicas that start together take turns.</summary>
    /// <exception cref="NpgsqlException">The database stayed out of reach for a minute.</exception>
    public static async Task MigrateAsync<TContext>(this WebApplication app) where TContext : DbContext
    {
        for (var patience = 60; ; patience--)
        {
            try
            {
                await using var scope = app.Services.CreateAsyncScope();
                await MigrateAsync(scope.ServiceProvider.GetRequiredService<TContext>().Database, app.Lifetime.ApplicationStopping);
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
    static async Task MigrateAsync(DatabaseFacade database, CancellationToken cancel)
    {
        const long Key = 5077;
        // A million rows get an index, and the other replicas wait until they have it.
        var timeout = database.GetCommandTimeout();
        database.SetCommandTimeout(TimeSpan.FromHours(1));
        // Held by the session: it ends with the process, should that die.
        await database.OpenConnectionAsync(cancel);
        await database.ExecuteSqlAsync($"SELECT pg_advisory_lock({Key})", cancel);
        await database.MigrateAsync(cancel);
        await database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({Key})", cancel);
        await database.CloseConnectionAsync();
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
