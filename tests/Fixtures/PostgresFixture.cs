using MayorsMechanism.AppHost.LocalHost;
using Xunit;
#if ASPIRE
using System.Diagnostics;
using Testcontainers.PostgreSql;
#endif

namespace MayorsMechanism.Fixtures;

/// <summary>
/// One private PostgreSQL for a test process: <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>. A container where the build has
/// Testcontainers and an engine answers, else the machine's own programs.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    const string Password = "fixture";

    readonly TemporaryFolder _folder = new("mayors-postgres-");
    readonly LogFile _log;
    readonly PostgresServer _server;
    int _databases;
#if ASPIRE
    PostgreSqlContainer? _container;
#endif

    public PostgresFixture() : this(durable: false, []) { }

    /// <summary>One that is going to be stopped and killed: the machine's own, slower, and nothing committed is lost.</summary>
    /// <param name="settings">Of the server, such as <c>track_commit_timestamp=on</c>.</param>
    public static PostgresFixture Durable(params string[] settings) => new(durable: true, settings);

    PostgresFixture(bool durable, string[] settings)
    {
        _log = new LogFile(Path.Combine(_folder.Path, "postgres.log"));
        _server = new PostgresServer(Path.Combine(_folder.Path, "postgres"), Password, _log) { Durable = durable, More = settings };
    }

    public async ValueTask InitializeAsync()
    {
#if ASPIRE
        if (!_server.Durable && EngineAnswers())
        {
            // The same server as the machine's own would be. A container's shared memory is too small for parallel plans over a million rows.
            _container = new PostgreSqlBuilder("postgres:17.6").WithEnvironment("POSTGRES_INITDB_ARGS", "--locale=C.UTF-8")
                .WithCommand("-c", "max_connections=500").WithCommand("-c", "shared_buffers=256MB").WithCommand("-c", "dynamic_shared_memory_type=mmap")
                .Build();
            await _container.StartAsync();
            return;
        }
#endif
        await _server.StartAsync(CancellationToken.None);
    }

    /// <summary>Makes an empty database whose owner is not a superuser, and gives its connection string.</summary>
    /// <param name="name">Begins the database's name, which is unique for each call.</param>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        var database = $"{name}_{Interlocked.Increment(ref _databases)}";
#if ASPIRE
        if (_container is not null)
        {
            var made = await _container.ExecScriptAsync($"CREATE ROLE {database} LOGIN PASSWORD '{Password}'; CREATE DATABASE {database} OWNER {database};");
            if (made.ExitCode != 0) throw new InvalidOperationException($"PostgreSQL refused to make {database}: {made.Stderr}");
            return $"Host={_container.Hostname};Port={_container.GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort)};"
                + $"Database={database};Username={database};Password={Password};Maximum Pool Size=25";
        }
#endif
        await _server.EnsureDatabaseAsync(database, Password, CancellationToken.None);
        return _server.ConnectionString(database, Password);
    }

    /// <summary>Ends the server; every session is broken. Of <see cref="Durable"/> ones only.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <summary>Ends the server at once, as a crash would.</summary>
    public void Kill() => _server.Kill();

    /// <summary>Starts it again on the same port.</summary>
    public Task StartAsync() => _server.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
#if ASPIRE
        if (_container is not null) await _container.DisposeAsync();
#endif
        await _server.StopAsync();
        _log.Dispose();
        _folder.Dispose();
    }

#if ASPIRE
    static bool EngineAnswers()
    {
        try
        {
            using var docker = Process.Start(new ProcessStartInfo("docker", "info") { RedirectStandardOutput = true, RedirectStandardError = true });
            return docker!.WaitForExit(TimeSpan.FromSeconds(10)) && docker.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
#endif
}
