using System.Globalization;
using MayorsMechanism.AppHost.Start;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.AppHost.Servers;

/// <summary>The command of a PostgreSQL that dumps its databases into the data folder, for <c>pg_restore</c>.</summary>
static class BackUp
{
    public static void AddTo(Postgres postgres, StartOptions options) => postgres.Server.WithProcessCommand("back-up", "Back up", context =>
        {
            var folder = options.Data.In("backups", DateTime.UtcNow.ToString("yyyy-MM-dd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
            var server = postgres.Server.Resource;
            string[] dump = server is ContainerResource
                ? [Servers.Engine, "exec", "-e", "PGPASSWORD", ContainerOf(context.Services, server), "pg_dump", "-U", "postgres"]
                : ["pg_dump", "-h", postgres.Endpoint.Host, "-p", $"{postgres.Endpoint.Port}", "-U", "postgres"];
            return new ProcessCommandSpec("/bin/bash")
            {
                Arguments = [Path.Combine(postgres.Server.ApplicationBuilder.AppHostDirectory, "Servers", "back-up"), folder, .. postgres.Databases, "--", .. dump],
                EnvironmentVariables = { ["PGPASSWORD"] = options.Secrets.Get(server.Name) },
            };
        }, new ProcessCommandOptions { Description = "Dumps every database into the data folder.", IconName = "ArrowDownload" });

    static string ContainerOf(IServiceProvider services, IResource server) =>
        services.GetRequiredService<ResourceNotificationService>().TryGetCurrentState(server.Name, out var state)
        && state.Snapshot.Properties.FirstOrDefault(property => property.Name == "container.id")?.Value is string id
            ? id
            : throw new InvalidOperationException($"{server.Name} has no container now.");
}
