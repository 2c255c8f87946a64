using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Security;
using Npgsql;

namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>
/// Registry, Consultations, Outcomes and Notifications, two replicas of each, as real processes over a real database server and a real broker,
/// for one test to break.
/// Each service reaches the broker through a proxy of its own.
/// </summary>
public sealed class Services : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new("mayors-faults-");
    readonly Dictionary<string, List<ServiceProcess>> _replicas = [];
    readonly Dictionary<string, NpgsqlDataSource> _databases = [];
    readonly Dictionary<string, TcpProxy> _proxies = [];
    int _turn;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public PostgresFixture Postgres { get; } = PostgresFixture.Durable();

    public RabbitFixture Rabbit { get; } = new();

    public Collector Collector { get; } = new();

    public string Mails => Path.Combine(_folder.Path, "mail");

    public static readonly string[] Names = ["registry", "consultations", "outcomes", "notifications"];

    public static async Task<Services> StartAsync()
    {
        var services = new Services();
        Directory.CreateDirectory(services.Mails);
        var collector = await services.Collector.StartAsync();
        await Task.WhenAll(services.Postgres.InitializeAsync().AsTask(), services.Rabbit.InitializeAsync().AsTask());
        foreach (var name in Names) await services.AddAsync(name, collector);
        await Task.WhenAll(services._replicas.Values.SelectMany(all => all).Select(replica => replica.StartAsync(Token)));
        return services;
    }

    public IReadOnlyList<ServiceProcess> Of(string service) => _replicas[service];

    public IEnumerable<ServiceProcess> All => _replicas.Values.SelectMany(all => all);

    public NpgsqlDataSource Database(string service) => _databases[service];

    public TcpProxy Proxy(string service) => _proxies[service];

    /// <summary>The secretariat, with every scope for an hour, at one replica after the other.</summary>
    public ApiClient At(string service) => Of(service)[Interlocked.Increment(ref _turn) % Of(service).Count].Client(Secretariat);

    public async Task KillAsync(string service) => await Task.WhenAll(Of(service).Select(replica => replica.KillAsync()));

    /// <summary>Starts what a test that failed has left dead.</summary>
    public async Task MendAsync()
    {
        var dead = All.Where(replica => !replica.Runs).ToList();
        if (dead.Count == 0) return;
        foreach (var proxy in _proxies.Values) proxy.Drop();
        await Task.WhenAll(dead.Select(replica => replica.StartAsync(Token)));
    }

    public async Task StartAsync(string service) => await Task.WhenAll(Of(service).Select(replica => replica.StartAsync(Token)));

    /// <summary>Waits until the service says so of this gauge to whoever watches it.</summary>
    public Task TellsAsync(string service, string gauge, Func<double, bool> so) =>
        Eventually.BecomesAsync(() => Task.FromResult(Collector.Gauge(service, gauge)), latest => latest is { } value && so(value));

    public async Task<T> AskAsync<T>(string service, string sql)
    {
        await using var command = Database(service).CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }

    public async Task DoAsync(string service, string sql)
    {
        await using var command = Database(service).CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>Waits until no queue holds anything, and no message taken from one is still being handled.</summary>
    public Task AllIsConsumedAsync() => Eventually.BecomesAsync(() => Rabbit.QueuesAsync(Token), queues => queues.Values.All(held => held == 0));

    static readonly string Secretariat = new TestToken { Kind = "secretariat", Scopes = [.. Scopes.All], Expires = DateTimeOffset.UtcNow.AddHours(1) };

    async Task AddAsync(string name, string collector)
    {
        var database = await Postgres.CreateDatabaseAsync(name);
        // No pool: a connection kept from before the server went would fail a question asked afterwards.
        _databases[name] = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { ApplicationName = "test", Pooling = false });
        _proxies[name] = new TcpProxy(Rabbit.Port);
        var broker = new UriBuilder(Rabbit.ConnectionString) { Port = _proxies[name].Port };
        var project = char.ToUpperInvariant(name[0]) + name[1..];
        _replicas[name] = [.. Enumerable.Range(0, 2).Select(_ => new ServiceProcess(project, new Dictionary<string, string?>
        {
            [$"ConnectionStrings__{name}-db"] = database,
            ["ConnectionStrings__rabbitmq"] = broker.Uri.ToString(),
            ["services__identity__http__0"] = TestTokens.IdentityAddress,
            ["PublicOrigin"] = TestTokens.Issuer,
            ["ProofKey"] = TestTokens.ProofKey,
            ["Mail__Pickup"] = Mails,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
            // Only what is measured: spans of thousands of requests would be kept here.
            ["OTEL_TRACES_SAMPLER"] = "always_off",
        }))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in All) await replica.DisposeAsync();
        foreach (var database in _databases.Values) await database.DisposeAsync();
        foreach (var proxy in _proxies.Values) await proxy.DisposeAsync();
        await Collector.DisposeAsync();
        await Rabbit.DisposeAsync();
        await Postgres.DisposeAsync();
        _folder.Dispose();
    }
}
