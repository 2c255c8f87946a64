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

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        _log.Dispose();
        _folder.Dispose();
    }
}
