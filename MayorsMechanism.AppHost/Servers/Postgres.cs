using MayorsMechanism.AppHost.Start;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MayorsMechanism.AppHost.Servers;

/// <summary>A PostgreSQL whose databases each have an owner of their own, who is no superuser.</summary>
sealed class Postgres(
    IDistributedApplicationBuilder builder, StartOptions options,
    IResourceBuilder<IResourceWithEndpoints> server, ParameterResource password)
{
    readonly List<string> _databases = [];

    public IReadOnlyList<string> Databases => _databases;

    public IResourceBuilder<IResourceWithEndpoints> Server => server;

    /// <summary>Where it listens, once it does.</summary>
    public EndpointReference Endpoint { get; } = server.GetEndpoint("tcp");

    public IResourceBuilder<DatabaseResource> AddDatabase(string name, string database)
    {
        _databases.Add(database);
        var secret = options.Secrets.Get(name);
        var connectionString = ReferenceExpression.Create(
            $"Host={Endpoint.Property(EndpointProperty.Host)};Port={Endpoint.Property(EndpointProperty.Port)};Username={database};Password={secret};Database={database}");
        var resource = new DatabaseResource(name, server.Resource, connectionString);
        builder.Eventing.Subscribe<ResourceReadyEvent>(server.Resource, async (ready, cancel) =>
        {
            await MakeAsync(await SuperuserAsync(cancel), database, secret, cancel);
            // Nothing else says of a resource that is no process that it runs.
            await ready.Services.GetRequiredService<ResourceNotificationService>().PublishUpdateAsync(resource, state => state with { State = KnownResourceStates.Running });
        });
        return builder.AddResource(resource).WithIconName("Database").WithInitialState(new CustomResourceSnapshot
        {
            ResourceType = "Database",
            Properties = [],
            State = KnownResourceStates.Waiting,
        });
    }

    async Task<string> SuperuserAsync(CancellationToken cancel) =>
        $"Host={Endpoint.Host};Port={Endpoint.Port};Username=postgres;Database=postgres;Pooling=false;Password={await password.GetValueAsync(cancel)}";

    /// <summary>Makes the database and a role of its name that owns it; both may exist already.</summary>
    static async Task MakeAsync(string superuser, string database, string secret, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(superuser);
        await connection.OpenAsync(cancel);
        if (!await ExistsAsync("pg_roles where rolname")) await ExecuteAsync($"create role \"{database}\" login");
        await ExecuteAsync($"alter role \"{database}\" password '{secret}'");
        if (!await ExistsAsync("pg_database where datname")) await ExecuteAsync($"create database \"{database}\" owner \"{database}\"");
        await ExecuteAsync($"revoke connect on database \"{database}\" from public");

        async Task<bool> ExistsAsync(string where)
        {
            await using var command = new NpgsqlCommand($"select exists(select from {where} = '{database}')", connection);
            return (bool)(await command.ExecuteScalarAsync(cancel))!;
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancel);
        }
    }
}

/// <summary>One service's database.</summary>
sealed class DatabaseResource(string name, IResource server, ReferenceExpression connectionString)
    : Resource(name), IResourceWithParent, IResourceWithConnectionString, IResourceWithWaitSupport
{
    public IResource Parent => server;

    public ReferenceExpression ConnectionStringExpression => connectionString;
}
