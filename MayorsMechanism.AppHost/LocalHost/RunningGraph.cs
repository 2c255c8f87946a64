using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>The processes of a graph: each starts when what it waits for is ready, and stops before what it uses.</summary>
sealed class RunningGraph
{
    readonly Dictionary<Node, RunningNode> _running = [];
    readonly ConcurrentDictionary<Node, Lazy<Task>> _starts = new();

    public RunningGraph(Graph graph, DataFolder data, IConfiguration configuration)
    {
        Secrets = new Secrets(data);
        foreach (var node in graph.Nodes)
            _running[node] = node switch
            {
                PostgresNode server => new RunningPostgres(server, data, Secrets, configuration["postgres-bin"]),
                BrokerNode broker => new RunningBroker(broker, data, Secrets),
                FolderNode folder => new RunningFolder(data.In(folder.Name)),
                ProjectNode project => new RunningProject(project, this, data),
                _ => throw new NotSupportedException($"{node.GetType().Name} does not run."),
            };
    }

    public Secrets Secrets { get; }

    public IEnumerable<RunningProject> Projects => _running.Values.OfType<RunningProject>();

    public IEnumerable<FolderNode> Folders => _running.Keys.OfType<FolderNode>();

    public T Find<T>(Node node) where T : RunningNode => (T)_running[node];

    public async Task StartAsync(CancellationToken cancellation)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var starts = _running.Keys.Select(node => StartAsync(node, failed)).ToList();
        // Every start has ended, well or not, before anything is stopped.
        await Task.WhenAll(starts).ContinueWith(_ => { }, TaskScheduler.Default);
        if (starts.Select(start => start.Exception?.InnerException).OfType<StartException>().FirstOrDefault() is { } cause)
            throw cause;
        await Task.WhenAll(starts);
    }

    public async Task StopAsync()
    {
        var remaining = _running.Keys.ToList();
        while (remaining.Count > 0)
        {
            var next = remaining.Where(node => !remaining.Exists(other => Uses(other, node))).ToList();
            // Two that use each other: the one declared last goes first.
            if (next.Count == 0)
                next = [remaining[^1]];
            await Task.WhenAll(next.Select(node => _running[node].StopAsync()));
            remaining.RemoveAll(next.Contains);
        }
    }

    public void Kill()
    {
        foreach (var node in _running.Values)
            node.Kill();
    }

    Task StartAsync(Node node, CancellationTokenSource failed) =>
        _starts.GetOrAdd(node, _ => new Lazy<Task>(() => StartOnceAsync(node, failed))).Value;

    async Task StartOnceAsync(Node node, CancellationTokenSource failed)
    {
        await Task.WhenAll(node.Waits.Select(other => StartAsync(other, failed)));
        var clock = Stopwatch.StartNew();
        try
        {
            await _running[node].StartAsync(failed.Token);
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
        // A folder has nothing to get ready.
        if (_running[node] is not RunningFolder)
            Console.WriteLine($"{node.Name,-14} ready after {clock.Elapsed.TotalSeconds:0.0} s");
    }

    static bool Uses(Node user, Node used) => user != used
        && (user.Waits.Contains(used) || user is ProjectNode project && project.References.Contains(used));
}
