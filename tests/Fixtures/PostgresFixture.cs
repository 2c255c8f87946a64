using System.ComponentModel;
using System.Diagnostics;
using Npgsql;
using Testcontainers.PostgreSql;
using Xunit;

namespace MayorsMechanism.Fixtures;

/// <summary>
/// One private PostgreSQL for a test process: <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>. A container where an engine
/// answers, else the machine's own programs.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    const string Password = "fixture";

    // A crash may lose it, and everything is faster.
    static readonly string[] ThrownAway = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

    static readonly string[] Usual = ["max_connections=500", "shared_buffers=256MB"];

    /// <summary>The same server as the machine's own would be. A container's shared memory is too small for parallel plans over a million rows.</summary>
    static string[] Options =>
        [.. Usual.Concat(ThrownAway).Append("dynamic_shared_memory_type=mmap").SelectMany(setting => new[] { "-c", setting })];

    readonly TemporaryFolder _folder = new("mayors-postgres-");
    readonly ServerScript? _server;
    readonly PostgreSqlContainer? _container;
    string _superuser = "";
    int _databases;

    public PostgresFixture()
    {
        if (EngineAnswers.Value)
            _container = new PostgreSqlBuilder("postgres:17.6").WithUsername("postgres").WithPassword(Password)
                .WithEnvironment("POSTGRES_INITDB_ARGS", "--locale=C.UTF-8").WithCommand(Options).Build();
        else
            _server = Script(ThrownAway);
    }

    PostgresFixture(string[] settings) => _server = Script(settings);

    /// <summary>One that is going to be stopped and killed: the machine's own, slower, and nothing committed is lost.</summary>
    /// <param name="settings">Of the server, such as <c>track_commit_timestamp=on</c>.</param>
    public static PostgresFixture Durable(params string[] settings) => new(settings);

    public async ValueTask InitializeAsync()
    {
        if (_container is null)
        {
            await StartAsync();
            return;
        }
        await _container.StartAsync();
        _superuser = $"Host={_container.Hostname};Port={_container.GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort)};Username=postgres;Password={Password}";
    }

    /// <summary>Makes an empty database whose owner is not a superuser, and gives its connection string.</summary>
    /// <param name="name">Begins the database's name, which is unique for each call.</param>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        var database = $"{name}_{Interlocked.Increment(ref _databases)}";
        await using var connection = await OpenAsync();
        foreach (var sql in (ReadOnlySpan<string>)[
            $"create role {database} login password '{Password}'", $"create database {database} owner {database}", $"revoke connect on database {database} from public"])
        {
            using var command = new NpgsqlCommand(sql, connection);
            command.ExecuteNonQuery();
        }
        return new NpgsqlConnectionStringBuilder(_superuser) { Username = database, Database = database }.ToString();
    }

    /// <summary>Ends the server; every session is broken. Of <see cref="Durable"/> ones only.</summary>
    public Task StopAsync() => _server!.StopAsync();

    /// <summary>Ends the server at once, as a crash would.</summary>
    public void Kill() => _server!.Kill();

    /// <summary>Starts it again on the same port.</summary>
    public Task StartAsync()
    {
        _superuser = $"Host=127.0.0.1;Port={_server!.Port};Username=postgres;Password={Password}";
        return _server.StartAsync(async () => await (await OpenAsync()).DisposeAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null) await _container.DisposeAsync();
        if (_server is not null) await _server.StopAsync();
        _folder.Dispose();
    }

    ServerScript Script(string[] settings) =>
        new("postgres", Path.Combine(_folder.Path, "postgres"), new Dictionary<string, string?> { ["PASSWORD"] = Password, ["NO_SYNC"] = "1" }, [.. Usual, .. settings]);

    async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection($"{_superuser};Database=postgres;Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    static readonly Lazy<bool> EngineAnswers = new(() =>
    {
        try
        {
            using var docker = Process.Start(new ProcessStartInfo("docker", "info") { RedirectStandardOutput = true, RedirectStandardError = true });
            return docker!.WaitForExit(TimeSpan.FromSeconds(10)) && docker.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    });
}
