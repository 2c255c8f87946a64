// The part of Aspire.Hosting 13.2 that AppHost.cs uses, with the same signatures: the same picture of the system
// compiles with and without Aspire. It fills a Graph; Runner runs it.
using MayorsMechanism.AppHost.LocalHost;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

public interface IProjectMetadata
{
    string ProjectPath { get; }
}

public interface IDistributedApplicationBuilder
{
    ConfigurationManager Configuration { get; }
    DistributedApplicationExecutionContext ExecutionContext { get; }
    DistributedApplication Build();
}

public sealed class DistributedApplicationExecutionContext
{
    internal DistributedApplicationExecutionContext(string? operation) => IsPublishMode = operation == "publish";

    public bool IsPublishMode { get; }
}

public sealed class DistributedApplication
{
    readonly LocalBuilder _builder;

    internal DistributedApplication(LocalBuilder builder) => _builder = builder;

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new LocalBuilder(args);

    public void Run() => Environment.ExitCode = Runner.RunAsync(_builder.Graph, _builder.Configuration).GetAwaiter().GetResult();
}

sealed class LocalBuilder : IDistributedApplicationBuilder
{
    public LocalBuilder(string[] args)
    {
        Configuration.AddEnvironmentVariables("MAYORS_").AddCommandLine(args);
        ExecutionContext = new DistributedApplicationExecutionContext(Configuration["operation"]);
    }

    public ConfigurationManager Configuration { get; } = new();
    public DistributedApplicationExecutionContext ExecutionContext { get; }
    public Graph Graph { get; } = new();

    public DistributedApplication Build() => new(this);

    public static Graph GraphOf(IDistributedApplicationBuilder builder) => ((LocalBuilder)builder).Graph;
}

public static class ParameterResourceBuilderExtensions
{
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        new LocalResource<ParameterResource>(new(new Setting(name, builder.Configuration[$"Parameters:{name}"] ?? value)));

    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false) =>
        new LocalResource<ParameterResource>(new(new Setting(name, builder.Configuration[$"Parameters:{name}"], value.Length, value.Characters)));
}

public static class ContainerResourceBuilderExtensions
{
    /// <summary>Here the version is the machine's.</summary>
    public static IResourceBuilder<T> WithImageTag<T>(this IResourceBuilder<T> builder, string tag) where T : ContainerResource => builder;
}

public static class PostgresBuilderExtensions
{
    public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        Unsupported.Unless(userName is null && password is null && port is null, "a chosen user, password or port of PostgreSQL");
        return new LocalResource<PostgresServerResource>(new(LocalBuilder.GraphOf(builder).With(new PostgresNode(name))));
    }

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var server = (PostgresNode)builder.Resource.Node;
        server.Databases.Add(new DatabaseNode(name, databaseName ?? name, server));
        return new LocalResource<PostgresDatabaseResource>(new(server.Databases[^1]));
    }

    public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) => builder;
}

public static class RabbitMQBuilderExtensions
{
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        Unsupported.Unless(userName is null && password is null && port is null, "a chosen user, password or port of RabbitMQ");
        return new LocalResource<RabbitMQServerResource>(new(LocalBuilder.GraphOf(builder).With(new BrokerNode(name))));
    }

    /// <summary>Not here: it doubles the broker's start.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder) => builder;

    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) => builder;
}
