using System.Globalization;
using RabbitMQ.Client;
using Xunit;

namespace MayorsMechanism.Fixtures;

/// <summary>
/// One private RabbitMQ for a test process: <c>[assembly: AssemblyFixture(typeof(RabbitFixture))]</c>.
/// </summary>
public sealed class RabbitFixture : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new("mayors-rabbitmq-");
    readonly ServerScript _server;

    public RabbitFixture() => _server = new ServerScript("rabbitmq", Path.Combine(_folder.Path, "rabbitmq"),
        new Dictionary<string, string?> { ["PASSWORD"] = "fixture", ["NODE"] = $"test-{Environment.ProcessId}" });

    /// <summary>An <c>amqp://</c> URI.</summary>
    public string ConnectionString => $"amqp://mayors:fixture@127.0.0.1:{_server.Port}";

    public int Port => _server.Port;

    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>Stops the broker; durable queues keep their messages.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <summary>Starts it again on the same port.</summary>
    public Task StartAsync() => _server.StartAsync(async () =>
        await (await new ConnectionFactory { Uri = new Uri(ConnectionString) }.CreateConnectionAsync()).DisposeAsync());

    /// <summary>Ends the broker at once.</summary>
    public void Kill() => _server.Kill();

    /// <summary>The id of its process.</summary>
    public int Process => int.Parse(File.ReadAllText(Path.Combine(_folder.Path, "rabbitmq", "node.pid")), CultureInfo.InvariantCulture);

    public Task<IReadOnlyDictionary<string, int>> QueuesAsync(CancellationToken cancel) => QueuesAsync(Process, cancel);

    /// <summary>How many messages each queue of a broker holds, delivered ones that nobody has acknowledged among them.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> QueuesAsync(int broker, CancellationToken cancel)
    {
        var list = new Command("/usr/lib/rabbitmq/bin/rabbitmqctl", "list_queues", "--silent", "name", "messages")
        {
            Environment = RunningProcess.Environment(broker),
        };
        var (code, output) = await ChildProcess.RunAsync(list, cancel);
        if (code != 0) throw new InvalidOperationException(output);
        return output.Split('\n').Select(line => line.Split('\t')).ToDictionary(queue => queue[0], queue => int.Parse(queue[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        _folder.Dispose();
    }
}
