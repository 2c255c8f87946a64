using System.Diagnostics;
using MayorsMechanism.AppHost.Start;
using Npgsql;
using RabbitMQ.Client;

namespace MayorsMechanism.AppHost.Servers;

/// <summary>Private servers of this machine's own programs: the scripts beside this file run them, their data is in the data folder.</summary>
sealed class OwnPrograms(IDistributedApplicationBuilder builder, StartOptions options) : Servers(builder, options)
{
    protected override IResourceBuilder<IResourceWithEndpoints> AddPostgres(string name, ParameterResource password)
    {
        var server = AddServer(name, "postgres", password).WithArgs(PostgresSettings).WithIconName("DatabaseMultiple");
        if (Builder.Configuration["postgres-bin"] is { } programs) server.WithEnvironment("POSTGRES_BIN", programs);
        Check("postgres", name);
        var endpoint = server.GetEndpoint("tcp");
        server.Resource.ConnectionStringExpression = ReferenceExpression.Create(
            $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};Username=postgres;Password={password};Pooling=false");
        return server.WithPatientCheck(async cancel =>
        {
            await using var connection = new NpgsqlConnection(await server.Resource.ConnectionStringExpression.GetValueAsync(cancel));
            await connection.OpenAsync(cancel);
        });
    }

    public override IResourceBuilder<IResourceWithConnectionString> AddRabbitMQ(string name)
    {
        var password = Password(name);
        var server = AddServer(name, "rabbitmq", password).WithIconName("MailMultiple")
            // The node's name is kept, for RabbitMQ finds its data by it.
            .WithEnvironment("NODE", $"mayors-{Options.Secrets.Get(name + "-node", 8)}");
        Check("rabbitmq", name);
        var endpoint = server.GetEndpoint("tcp");
        server.Resource.ConnectionStringExpression = ReferenceExpression.Create(
            $"amqp://mayors:{password}@{endpoint.Property(EndpointProperty.Host)}:{endpoint.Property(EndpointProperty.Port)}");
        return server.WithPatientCheck(async cancel =>
        {
            var uri = new Uri((await server.Resource.ConnectionStringExpression.GetValueAsync(cancel))!);
            await using var connection = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync(cancel);
        });
    }

    /// <summary>Letters become files in a folder that only the account of the services can read.</summary>
    protected override Mail AddCatcher(string name)
    {
        var folder = Directory.CreateDirectory(Options.Data.In(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(project => project.WithEnvironment("Mail__Pickup", folder.FullName));
    }

    IResourceBuilder<OwnServer> AddServer(string name, string script, ParameterResource password) => Builder
        .AddResource(new OwnServer(name, Script(script), Builder.AppHostDirectory))
        .WithEndpoint(port: Ports.Free(), name: "tcp", scheme: "tcp", isProxied: false)
        .WithArgs(context =>
        {
            context.Args.Add("run");
            context.Args.Add(Options.Data.In(name));
            context.Args.Add(((OwnServer)context.Resource).GetEndpoint("tcp").Property(EndpointProperty.Port));
        })
        .WithEnvironment("PASSWORD", Builder.CreateResourceBuilder(password));

    /// <summary>What keeps a server from starting is said before anything starts.</summary>
    void Check(string script, string name)
    {
        var start = new ProcessStartInfo("/bin/bash", [Script(script), "check", Options.Data.In(name)]) { RedirectStandardError = true };
        if (Builder.Configuration["postgres-bin"] is { } programs) start.Environment["POSTGRES_BIN"] = programs;
        using var check = Process.Start(start)!;
        var refusal = check.StandardError.ReadToEnd().Trim();
        check.WaitForExit();
        if (check.ExitCode != 0) throw new Refusal(refusal);
    }

    string Script(string name) => Path.Combine(Builder.AppHostDirectory, "Servers", name);
}

/// <summary>A server of this machine's own programs.</summary>
sealed class OwnServer(string name, string script, string folder) : ExecutableResource(name, script, folder), IResourceWithConnectionString
{
    public ReferenceExpression ConnectionStringExpression { get; set; } = ReferenceExpression.Empty;
}
