using MayorsMechanism.AppHost.Start;

namespace MayorsMechanism.AppHost;

/// <summary>A service of ours: one resource for each replica, the first of its name, the others <c>registry-2</c> and so on.</summary>
/// <remarks>
/// Aspire's own <c>WithReplicas</c> puts one proxy before all of them, so that the gateway could neither balance nor retry between replicas, and
/// that proxy costs a third of the requests. So each has an address of its own, and whoever refers to the service is given all of them.
/// </remarks>
sealed class Service(IReadOnlyList<IResourceBuilder<ProjectResource>> replicas)
{
    public IReadOnlyList<IResourceBuilder<ProjectResource>> Replicas => replicas;

    public void Configure(Action<IResourceBuilder<ProjectResource>> configure)
    {
        foreach (var replica in replicas) configure(replica);
    }
}

static class Services
{
    /// <summary>Answers 200 when a service can do its work.</summary>
    public const string HealthPath = "/health";

    static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Adds a service that listens and says when it is ready.</summary>
    public static Service AddService<TProject>(
        this IDistributedApplicationBuilder builder, string name, int replicas, Action<IResourceBuilder<ProjectResource>> configure)
        where TProject : IProjectMetadata, new()
    {
        var service = new Service([.. Enumerable.Range(1, replicas).Select(number =>
        {
            var replica = builder.AddBuilt<TProject>(name, number).WithHttpEndpoint(port: Ports.Free(), isProxied: false);
            return replica.WithPatientCheck(async cancel =>
            {
                using var answer = await Http.GetAsync(replica.GetEndpoint("http").Url + HealthPath, cancel);
                answer.EnsureSuccessStatusCode();
            });
        })]);
        service.Configure(configure);
        return service;
    }

    /// <summary>Adds a program that does its work through the gateway, and ends.</summary>
    public static void AddProgram<TProject>(
        this IDistributedApplicationBuilder builder, string name, Service gateway, Action<IResourceBuilder<ProjectResource>> configure)
        where TProject : IProjectMetadata, new() =>
        configure(builder.AddBuilt<TProject>(name, 1).WithReference(gateway).WaitFor(gateway));

    /// <summary>The project as it was built with this program: DCP would start <c>dotnet run</c> for each, which takes longer and stays in memory.</summary>
    static IResourceBuilder<ProjectResource> AddBuilt<TProject>(this IDistributedApplicationBuilder builder, string name, int number)
        where TProject : IProjectMetadata, new()
    {
        var program = ProgramOf(new TProject());
        var resource = builder.AddProject<TProject>(number == 1 ? name : $"{name}-{number}", launchProfileName: null)
            .WithAnnotation(new ExecutableAnnotation { Command = "dotnet", WorkingDirectory = Path.GetDirectoryName(program)! })
            .WithArgs(program)
            // Nothing here speaks TLS: without a word the dashboard asks for a development certificate.
            .WithoutHttpsCertificate()
            // Instruments code as it warms up, for a speed that a developer's machine never needs: without it all are ready sooner.
            .WithEnvironment("DOTNET_TieredPGO", Environment.GetEnvironmentVariable("DOTNET_TieredPGO") ?? "0");
        // A collector of one's own, in place of the dashboard.
        foreach (var setting in (ReadOnlySpan<string>)["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS"])
            if (builder.Configuration[setting] is { } value) resource.WithEnvironment(setting, value);
        // One service to telemetry. The dashboard finds a replica's resource by the name and the instance together.
        return number == 1 ? resource : resource.WithEnvironment("OTEL_SERVICE_NAME", name)
            .WithEnvironment("OTEL_RESOURCE_ATTRIBUTES", OfInstance(number));
    }

    // DCP fills in what is in braces.
    static string OfInstance(int number) => $"service.instance.id={number}-" + """{{- index .Annotations "otel-service-instance-id" -}}""";

    /// <summary>Built beside this program: <c>artifacts/bin/{project}/release/{project}.dll</c>.</summary>
    public static string ProgramOf(IProjectMetadata metadata)
    {
        var project = Path.GetFileNameWithoutExtension(metadata.ProjectPath);
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"{project}.dll");
    }

    /// <summary>The addresses of all replicas: <c>services__registry__http__0</c> and so on.</summary>
    public static IResourceBuilder<ProjectResource> WithReference(this IResourceBuilder<ProjectResource> project, Service service)
    {
        for (var index = 0; index < service.Replicas.Count; index++)
            project.WithEnvironment($"services__{service.Replicas[0].Resource.Name}__http__{index}", service.Replicas[index].GetEndpoint("http"));
        return project.WithReferenceRelationship(service.Replicas[0]);
    }

    public static IResourceBuilder<ProjectResource> WaitFor(this IResourceBuilder<ProjectResource> project, Service service)
    {
        foreach (var replica in service.Replicas) project.WaitFor(replica);
        return project;
    }

    /// <summary>What ops open first.</summary>
    public static IResourceBuilder<ProjectResource> WithPlacesToOpen(this IResourceBuilder<ProjectResource> gateway) => gateway.WithUrls(urls =>
    {
        if (urls.GetEndpoint("http") is not { } http) return;
        urls.Urls.Clear();
        foreach (var (path, text) in (ReadOnlySpan<(string, string)>)[("/", "Console"), ("/docs", "Documentation"), ("/openapi/v1.json", "API")])
            urls.Urls.Add(new() { Url = http.Url + path, DisplayText = text, Endpoint = http });
    });
}
