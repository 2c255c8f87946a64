using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Deployment;

/// <summary>The system as the AppHost describes it. Nothing is started.</summary>
static partial class AppHostModel
{
    public static Task<IReadOnlyList<DeployedService>> ServicesAsync(int replicas = 1) => ReadAsync<IReadOnlyList<DeployedService>>(replicas, async resources =>
        [.. await Task.WhenAll(resources.OfType<ProjectResource>().OrderBy(project => project.Name).Select(ServiceAsync))]);

    /// <summary>What PostgreSQL is started with.</summary>
    public static Task<string[]> PostgresArgumentsAsync() => ReadAsync(replicas: 1, async resources =>
    {
#pragma warning disable CS0618 // As below.
        return await resources.OfType<PostgresServerResource>().Single().GetArgumentValuesAsync();
#pragma warning restore CS0618
    });

    static async Task<T> ReadAsync<T>(int replicas, Func<IResourceCollection, Task<T>> read)
    {
        using var data = new TemporaryFolder("mayors-model-");
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MayorsMechanism_AppHost>(
            ["--data", data.Path, "--port", $"{FreePort()}", "--replicas", $"{replicas}", "--demonstration", "false", "--containers", "true"],
            TestContext.Current.CancellationToken);
        return await read(builder.Resources);
    }

    static async Task<DeployedService> ServiceAsync(ProjectResource project)
    {
#pragma warning disable CS0618 // Its successor asks for the builder's services; the names are all that is wanted here.
        var variables = await project.GetEnvironmentVariableValuesAsync(DistributedApplicationOperation.Publish);
#pragma warning restore CS0618
        var isAsked = project.Annotations.OfType<HealthCheckAnnotation>().Any();
        // Aspire gives each reference in other notations too, such as REGISTRY_DB_HOST and ConnectionStrings__registry_db: nothing of ours reads them.
        return DeployedService.Of(project.Name, variables.Keys.Where(name => !OtherNotation().IsMatch(name)), isAsked ? HealthPath : "");
    }

    /// <summary>The check of a resource is code, and asks what this constant of the AppHost says.</summary>
    static string HealthPath => (string)Assembly.Load("MayorsMechanism.AppHost").GetType("MayorsMechanism.AppHost.Services", throwOnError: true)!
        .GetField("HealthPath", BindingFlags.Public | BindingFlags.Static)!.GetRawConstantValue()!;

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("^[A-Z0-9_]+$|^ConnectionStrings__[^-]+_")]
    private static partial Regex OtherNotation();
}
