namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>What runs for one node of the graph.</summary>
abstract class RunningNode
{
    /// <summary>Completes when it is ready to be used.</summary>
    public abstract Task StartAsync(CancellationToken cancellation);

    /// <summary>Completes when none of its processes is left, whether or not it ever started.</summary>
    public abstract Task StopAsync();

    public abstract void Kill();

    protected static Action<string> ReportAs(string name) => line => Console.WriteLine($"{name} {line}");
}

/// <summary>A private PostgreSQL and its databases, each with an owner of its own.</summary>
sealed class RunningPostgres(PostgresNode node, DataFolder data, Secrets secrets, string? programs) : RunningNode
{
    readonly PostgresServer _server = new(data.In(node.Name), secrets.Get(node.Name), data.Log(node.Name))
    {
        Programs = programs,
        Report = ReportAs(node.Name),
    };

    public override async Task StartAsync(CancellationToken cancellation)
    {
        await _server.StartAsync(cancellation);
        foreach (var database in node.Databases)
            await _server.EnsureDatabaseAsync(database.Database, secrets.Get(database.Name), cancellation);
    }

    public string ConnectionString(DatabaseNode database) =>
        _server.ConnectionString(database.Database, secrets.Get(database.Name));

    public override Task StopAsync() => _server.StopAsync();

    public override void Kill() => _server.Kill();
}

/// <summary>A private RabbitMQ node.</summary>
sealed class RunningBroker(BrokerNode node, DataFolder data, Secrets secrets) : RunningNode
{
    // The node's name is kept, for RabbitMQ finds its data by it; and unlike any other's, for data folders share a machine.
    readonly RabbitServer _server = new(
        data.In(node.Name), $"mayors-{secrets.Get(node.Name + "-node", 8)}", secrets.Get(node.Name), data.Log(node.Name))
    {
        Report = ReportAs(node.Name),
    };

    public string ConnectionString => _server.ConnectionString;

    public override Task StartAsync(CancellationToken cancellation) => _server.StartAsync(cancellation);

    public override Task StopAsync() => _server.StopAsync();

    public override void Kill() => _server.Kill();
}

/// <summary>A folder that only the account of the projects can read.</summary>
sealed class RunningFolder(string path) : RunningNode
{
    public string Path { get; } = path;

    public override Task StartAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Task.CompletedTask;
    }

    public override Task StopAsync() => Task.CompletedTask;

    public override void Kill() { }
}
