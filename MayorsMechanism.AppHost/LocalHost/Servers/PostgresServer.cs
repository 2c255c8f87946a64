namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>A private PostgreSQL: own data folder, own port on 127.0.0.1, own superuser password.</summary>
/// <param name="folder">Holds the data; made when missing.</param>
/// <param name="password">The superuser's, fixed when the data is made.</param>
/// <param name="log">Receives the server's output.</param>
sealed class PostgresServer(string folder, string password, LogFile log)
{
    const string Superuser = "postgres";

    readonly string? _account = ServerAccount.Of("postgres");
    Supervised? _process;
    string _programs = "";

    public int Port { get; } = Ports.Free();

    /// <summary>Programs to use in place of the newest installed ones.</summary>
    public string? Programs { get; init; }

    /// <summary>False only where the data is thrown away: a crash may lose it, and everything is faster.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Settings beside those that it needs.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    public Action<string> Report { get; init; } = _ => { };

    string Data => Path.Combine(folder, "data");

    public async Task StartAsync(CancellationToken cancellation)
    {
        var version = Path.Combine(Data, "PG_VERSION");
        _programs = Tools.PostgresFolder(Programs, File.Exists(version) ? File.ReadAllText(version).Trim() : null);
        await ServerAccount.MakeFolderAsync(folder, _account, cancellation);
        if (!Directory.Exists(Data))
            await InitialiseAsync(cancellation);
        await Predecessor.WaitGoneAsync(Path.Combine(Data, "postmaster.pid"), "postgres", cancellation);
        _process = new Supervised("PostgreSQL", Server, IsReadyAsync, log) { Report = Report };
        await _process.StartAsync(TimeSpan.FromMinutes(2), cancellation);
    }

    public Task StopAsync() => _process?.StopAsync(TimeSpan.FromSeconds(30)) ?? Task.CompletedTask;

    public void Kill() => _process?.Kill();

    /// <summary>Makes the database and a role of its name that owns it; both may exist already.</summary>
    public Task EnsureDatabaseAsync(string database, string rolePassword, CancellationToken cancellation) =>
        QueryAsync("postgres", $"""
            select 'create role "{database}" login' where not exists (select from pg_roles where rolname = '{database}') \gexec
            alter role "{database}" password '{rolePassword}';
            select 'create database "{database}" owner "{database}"' where not exists (select from pg_database where datname = '{database}') \gexec
            revoke connect on database "{database}" from public;
            """, cancellation);

    /// <summary>A pool of 25 leaves room for twenty processes.</summary>
    public string ConnectionString(string database, string rolePassword) =>
        $"Host=127.0.0.1;Port={Port};Username={database};Password={rolePassword};Database={database};Maximum Pool Size=25";

    /// <summary>Runs statements as the superuser and gives what they print.</summary>
    public async Task<string> QueryAsync(string database, string sql, CancellationToken cancellation)
    {
        var (code, output) = await ChildProcess.RunAsync(new Command("/bin/sh", "-c",
            "printf '%s' \"$SQL\" | exec \"$0\" -X -q -A -t -v ON_ERROR_STOP=1 -h 127.0.0.1 -p \"$1\" -U \"$2\" -d \"$3\"",
            Program("psql"), $"{Port}", Superuser, database)
        {
            Environment = new Dictionary<string, string?> { ["PGPASSWORD"] = password, ["SQL"] = sql },
        }, cancellation);
        return code == 0 ? output : throw new StartException($"PostgreSQL refused a statement: {output}");
    }

    // Initialised beside its place and then renamed: an interrupted start leaves nothing that looks like data.
    async Task InitialiseAsync(CancellationToken cancellation)
    {
        var passwordFile = Path.Combine(folder, "password");
        var unfinished = Path.Combine(folder, "data.new");
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        await ServerAccount.WriteFileAsync(passwordFile, password, _account, cancellation);
        var (code, output) = await ChildProcess.RunAsync(new Command(Program("initdb"), [
            "--pgdata", unfinished, "--username", Superuser, "--pwfile", passwordFile, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions", .. Durable ? Array.Empty<string>() : ["--no-sync"]])
        { User = _account }, cancellation);
        log.Write(output);
        File.Delete(passwordFile);
        if (code != 0)
            throw new StartException($"PostgreSQL could not make its data folder {Data}: {output.Split('\n')[^1]}");
        Directory.Move(unfinished, Data);
    }

    Command Server() => new(Program("postgres"), [
        "-D", Data, .. Settings().SelectMany(setting => new[] { "-c", setting })])
    {
        User = _account,
        WorkingDirectory = folder,
        // Fast shutdown, at our word or our death: sessions are ended, nothing needs recovery.
        Stop = Signal.Int,
        OnParentDeath = Signal.Int,
    };

    IEnumerable<string> Settings() =>
    [
        $"port={Port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=500",
        "shared_buffers=256MB", "log_line_prefix=%m [%p] %u@%d ",
        .. Durable ? Array.Empty<string>() : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
        .. More,
    ];

    async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        var ready = new Command(Program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", $"{Port}");
        return (await ChildProcess.RunAsync(ready, cancellation)).ExitCode == 0;
    }

    string Program(string name) => Path.Combine(_programs, name);
}
