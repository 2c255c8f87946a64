using MayorsMechanism.AppHost.LocalHost;
using Xunit;

namespace MayorsMechanism.Fixtures;

/// <summary>
/// One private PostgreSQL for a test process: <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    const string Password = "fixture";

    readonly TemporaryFolder _folder = new("mayors-postgres-");
    readonly LogFile _log;
    readonly PostgresServer _server;
    int _databases;

    public PostgresFixture()
    {
        _log = new LogFile(Path.Combine(_folder.Path, "postgres.log"));
        _server = new PostgresServer(Path.Combine(_folder.Path, "postgres"), Password, _log) { Durable = false };
    }

    public async ValueTask InitializeAsync() => await _server.StartAsync(CancellationToken.None);

    /// <summary>Makes an empty database whose owner is not a superuser, and gives its connection string.</summary>
    /// <param name="name">Begins the database's name, which is unique for each call.</param>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        var database = $"{name}_{Interlocked.Increment(ref _databases)}";
        await _server.EnsureDatabaseAsync(database, Password, CancellationToken.None);
        return _server.ConnectionString(database, Password);
    }

    /// <summary>Stops the server as a planned restart does; databases stay.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <summary>Starts it again on the same port.</summary>
    public Task StartAsync() => _server.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        _log.Dispose();
        _folder.Dispose();
    }
}
