using MayorsMechanism.AppHost.LocalHost;

namespace Aspire.Hosting.ApplicationModel;

public interface IResource
{
    internal Node Node { get; }
}

public interface IResourceWithConnectionString : IResource;

public interface IResourceWithEnvironment : IResource;

public interface IResourceWithEndpoints : IResource;

public interface IResourceWithWaitSupport : IResource;

public interface IResourceBuilder<out T> where T : IResource
{
    T Resource { get; }
}

sealed record LocalResource<T>(T Resource) : IResourceBuilder<T> where T : IResource;

public abstract class Resource : IResource
{
    private protected Resource(Node node) => Node = node;

    internal Node Node { get; }

    Node IResource.Node => Node;
}

public abstract class ContainerResource : Resource
{
    private protected ContainerResource(Node node) : base(node) { }
}

public sealed class PostgresServerResource : ContainerResource, IResourceWithConnectionString
{
    internal PostgresServerResource(PostgresNode node) : base(node) { }
}

public sealed class PostgresDatabaseResource : Resource, IResourceWithConnectionString
{
    internal PostgresDatabaseResource(DatabaseNode node) : base(node) { }
}

public sealed class RabbitMQServerResource : ContainerResource, IResourceWithConnectionString
{
    internal RabbitMQServerResource(BrokerNode node) : base(node) { }
}

public sealed class ProjectResource : Resource, IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport
{
    internal ProjectResource(ProjectNode node) : base(node) { }
}

public sealed class ParameterResource : IResource
{
    internal ParameterResource(Setting setting) => Setting = setting;

    internal Setting Setting { get; }

    Node IResource.Node => throw new NotSupportedException("A parameter does not run.");
}

public abstract class ParameterDefault
{
    internal abstract int Length { get; }

    internal abstract string Characters { get; }
}

public sealed class GenerateParameterDefault : ParameterDefault
{
    public int MinLength { get; set; }
    public bool Lower { get; set; } = true;
    public bool Upper { get; set; } = true;
    public bool Numeric { get; set; } = true;

    /// <summary>Generated values here are letters and digits.</summary>
    public bool Special { get; set; } = true;

    internal override int Length => MinLength;

    internal override string Characters =>
        (Upper ? Secrets.Capitals : "") + (Lower ? Secrets.SmallLetters : "") + (Numeric ? Secrets.Digits : "");
}

public sealed class EndpointReference
{
    internal EndpointReference(Node node) => Node = node;

    internal Node Node { get; }
}

public sealed class EndpointAnnotation
{
    public int? Port { get; set; }
}
