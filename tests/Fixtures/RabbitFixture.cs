using System.Globalization;
using MayorsMechanism.AppHost.LocalHost;
using Xunit;

namespace MayorsMechanism.Fixtures;

/// <summary>
/// One private RabbitMQ for a test process: <c>[assembly: AssemblyFixture(typeof(RabbitFixture))]</c>.
/// </summary>
public sealed class RabbitFixture : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new("mayors-rabbitmq-");
    readonly LogFile _log;
    readonly RabbitServer _server;

    public RabbitFixture()
    {
        _log = new LogFile(Path.Combine(_folder.Path, "rabbitmq.log"));
        _server = new RabbitServer(Path.Combine(_folder.Path, "rabbitmq"), $"test-{Environment.ProcessId}", "fixture", _log);
    }

    /// <summary>An <c>amqp://</c> URI.</summary>
    public string ConnectionString => _server.ConnectionString;

    public async ValueTask InitializeAsync() => await _server.StartAsync(CancellationToken.None);

    public int Port => _server.Port;

    /// <summary>Stops the broker; durable queues keep their messages.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <summary>Starts it again on the same port.</summary>
    public Task StartAsync() => _server.StartAsync(CancellationToken.None);

    /// <summary>Ends the broker at once.</summary>
    public void Kill() => _server.Kill();

    public Task<IReadOnlyDictionary<string, int>> QueuesAsync(CancellationToken cancel) =>
        QueuesAsync(int.Parse(File.ReadAllText(Path.Combine(_folder.Path, "rabbitmq", "node.pid")), CultureInfo.InvariantCulture), cancel);

    /// <summary>How many messages each queue of a broker holds, delivered ones that nobody has acknowledged among them.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> QueuesAsync(int broker, CancellationToken cancel)
    {
        var list = new Command(Path.Combine(Path.GetDirectoryName(Tools.RabbitServer)!, "rabbitmqctl"), "list_queues", "--silent", "name", "messages")
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
        _log.Dispose();
        _folder.Dispose();
    }
}
