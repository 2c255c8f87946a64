using MayorsMechanism.AppHost.LocalHost;

namespace Aspire.Hosting;

public static class ProjectResourceBuilderExtensions
{
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name) where TProject : IProjectMetadata, new() =>
        new LocalResource<ProjectResource>(new(LocalBuilder.GraphOf(builder).With(new ProjectNode(name, new TProject().ProjectPath))));

    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas) =>
        builder.Change(project => project.Replicas = replicas);
}

public static class ResourceBuilderExtensions
{
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name) where T : IResourceWithEndpoints
    {
        Unsupported.Unless(name == "http", $"the endpoint {name}");
        return new EndpointReference(builder.Resource.Node);
    }

    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<EndpointAnnotation> callback, bool createIfNotExists = true) where T : IResourceWithEndpoints
    {
        Unsupported.Unless(endpointName == "http", $"the endpoint {endpointName}");
        var endpoint = new EndpointAnnotation();
        callback(endpoint);
        return builder.Change(project => project.Port = endpoint.Port);
    }

    /// <summary>Nothing to do: the endpoint with a port of its own is the one people use.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder) where T : IResourceWithEndpoints => builder;

    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null) where T : IResourceWithEndpoints
    {
        Unsupported.Unless(statusCode is null or 200 && endpointName is null or "http", "a health check other than 200 on http");
        return builder.Change(project => project.HealthPath = path ?? "/");
    }

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter) where T : IResourceWithEnvironment =>
        builder.Change(project => project.Settings[name] = parameter.Resource.Setting);

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value) where T : IResourceWithEnvironment =>
        builder.Change(project => project.Settings[name] = new Setting(name, value ?? ""));

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false) where TDestination : IResourceWithEnvironment
    {
        Unsupported.Unless(connectionName is null && !optional, "a renamed or optional connection");
        return builder.Change(project => project.References.Add(source.Resource.Node));
    }

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, EndpointReference endpointReference) where TDestination : IResourceWithEnvironment =>
        builder.Change(project => project.References.Add(endpointReference.Node));

    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency) where T : IResourceWithWaitSupport =>
        builder.Change(project => project.Waits.Add(dependency.Resource.Node is DatabaseNode database ? database.Server : dependency.Resource.Node));

    internal static IResourceBuilder<T> Change<T>(this IResourceBuilder<T> builder, Action<ProjectNode> change) where T : IResource
    {
        change((ProjectNode)builder.Resource.Node);
        return builder;
    }

    internal static TNode With<TNode>(this Graph graph, TNode node) where TNode : Node
    {
        graph.Nodes.Add(node);
        return node;
    }
}

static class Unsupported
{
    public static void Unless(bool supported, string what)
    {
        if (!supported)
            throw new NotSupportedException($"LocalHost does not support {what}: teach it in LocalHost/Surface.cs.");
    }
}
