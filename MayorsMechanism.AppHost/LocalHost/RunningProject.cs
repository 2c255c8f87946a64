namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>The replicas of one project, each a process on a port of its own.</summary>
sealed class RunningProject : RunningNode
{
    static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    readonly RunningGraph _graph;

    public RunningProject(ProjectNode node, RunningGraph graph, DataFolder data)
    {
        if (node.Port is not null && node.Replicas > 1)
            throw new StartException($"{node.Name} has one port and so one replica here.");
        Node = node;
        _graph = graph;
        Replicas = [.. Enumerable.Range(1, node.Replicas).Select(number => MakeReplica(number, data))];
    }

    public ProjectNode Node { get; }

    public IReadOnlyList<Replica> Replicas { get; }

    public override Task StartAsync(CancellationToken cancellation) =>
        Task.WhenAll(Replicas.Select(replica => replica.Process.StartAsync(TimeSpan.FromMinutes(2), cancellation)));

    public override Task StopAsync() =>
        Task.WhenAll(Replicas.Select(replica => replica.Process.StopAsync(TimeSpan.FromSeconds(40))));

    public override void Kill()
    {
        foreach (var replica in Replicas)
            replica.Process.Kill();
    }

    Replica MakeReplica(int number, DataFolder data)
    {
        var name = $"{Node.Name}.{number}";
        var url = Node.Port is { } port ? $"http://localhost:{port}" : $"http://127.0.0.1:{Ports.Free()}";
        var health = new Uri(url + Node.HealthPath);
        var process = new Supervised(name, () => Command(name, url), token => IsHealthyAsync(health, token),
            data.Log(name, line => Console.WriteLine($"{name} | {line}")))
        {
            Report = ReportAs(name),
            EndsByItself = Node.HealthPath is null,
        };
        return new Replica(name, url, process);
    }

    Command Command(string name, string url) => new(DotnetHost, Assembly)
    {
        WorkingDirectory = Path.GetDirectoryName(Node.ProjectFile)!,
        Environment = Variables(name, url),
    };

    Dictionary<string, string?> Variables(string name, string url)
    {
        var variables = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? "Production",
            ["ASPNETCORE_URLS"] = url,
            // Instruments code as it warms up, for a speed that a developer's machine never needs: without it all are ready sooner.
            ["DOTNET_TieredPGO"] = Environment.GetEnvironmentVariable("DOTNET_TieredPGO") ?? "0",
            ["OTEL_SERVICE_NAME"] = Node.Name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={name}",
        };
        foreach (var (key, setting) in Node.Settings)
            variables[key] = _graph.Secrets.Get(setting);
        foreach (var (key, value) in Node.References.SelectMany(Reference))
            variables[key] = value;
        return variables;
    }

    IEnumerable<(string, string)> Reference(Node node) => node switch
    {
        DatabaseNode database =>
            [($"ConnectionStrings__{node.Name}", _graph.Find<RunningPostgres>(database.Server).ConnectionString(database))],
        BrokerNode => [($"ConnectionStrings__{node.Name}", _graph.Find<RunningBroker>(node).ConnectionString)],
        FolderNode folder => [(folder.Setting, _graph.Find<RunningFolder>(folder).Path)],
        ProjectNode => _graph.Find<RunningProject>(node).Replicas
            .Select((replica, index) => ($"services__{node.Name}__http__{index}", replica.Url)),
        _ => throw new NotSupportedException($"{Node.Name} cannot refer to {node.Name}."),
    };

    // Built beside the AppHost, in the same configuration: …/bin/<project>/debug/<project>.dll
    string Assembly
    {
        get
        {
            var project = Path.GetFileNameWithoutExtension(Node.ProjectFile);
            var own = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, project + ".dll");
        }
    }

    static string DotnetHost =>
        Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet";

    static async Task<bool> IsHealthyAsync(Uri health, CancellationToken cancellation)
    {
        try
        {
            using var answer = await Http.GetAsync(health, cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException || !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <summary>One process of a project.</summary>
sealed record Replica(string Name, string Url, Supervised Process);
