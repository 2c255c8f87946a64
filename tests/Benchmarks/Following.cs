using System.Collections.Concurrent;
using System.Diagnostics;
using MayorsMechanism.Fixtures;
using Npgsql;

namespace MayorsMechanism.Benchmarks;

/// <summary>
/// After the commit of an import of 240,000 organisations: how long until every copy equals it, beside how long the commit took; how long a
/// read takes meanwhile, beside the same while nothing else goes on; and how large the broker becomes.
/// </summary>
static class Following
{
    static readonly int Rows = int.Parse(Environment.GetEnvironmentVariable("ROWS") ?? "240000", System.Globalization.CultureInfo.InvariantCulture);
    const int PerSecond = 20;
    static readonly string[] Names = ["registry", "consultations", "outcomes", "notifications"];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        await using var postgres = PostgresFixture.Durable();
        await using var rabbit = new RabbitFixture();
        await Task.WhenAll(postgres.InitializeAsync().AsTask(), rabbit.InitializeAsync().AsTask());
        var services = new Dictionary<string, (ServiceProcess Process, string Database)>();
        foreach (var name in Names)
        {
            var database = await postgres.CreateDatabaseAsync(name);
            services.Add(name, (Service(name, database, rabbit.ConnectionString), database));
        }
        await Task.WhenAll(services.Values.Select(each => each.Process.StartAsync(default)));
        try
        {
            return await MeasureAsync(services.ToDictionary(each => each.Key, each => each.Value.Database), services["registry"].Process, rabbit);
        }
        finally
        {
            foreach (var (process, _) in services.Values) await process.DisposeAsync();
        }
    }

    static async Task<IReadOnlyList<Figure>> MeasureAsync(Dictionary<string, string> databases, ServiceProcess registry, RabbitFixture rabbit)
    {
        using var client = registry.Client(new TestToken { Kind = "secretariat", Scopes = ["registry:read", "registry:write"], Expires = DateTimeOffset.UtcNow.AddHours(1) });
        var warm = Math.Min(Rows, 20_000);
        await ImportRows.RunAsync(client, warm, "Warm");
        await CopiedAsync(databases, warm);
        var one = await client.PostAsync("/api/v1/organisations", new { name = "Read", kind = "municipality", country = "CL" });
        await ReadAsync(client, one.Location!, Task.Delay(TimeSpan.FromSeconds(5)));
        await WithoutSearchAsync(databases["registry"]);
        var quiet = new Durations(await ReadAsync(client, one.Location!, Task.Delay(TimeSpan.FromSeconds(20))));

        var broker = new Peak(rabbit.Process);
        var before = broker.Megabytes();
        var commit = await ImportRows.RunAsync(client, Rows, "City");
        var clock = Stopwatch.StartNew();
        var copying = CopiedAsync(databases, warm + 1 + Rows, broker);
        var reads = new Durations(await ReadAsync(client, one.Location!, copying));
        await copying;
        var followed = clock.Elapsed;
        return
        [
            new Figure($"import of {Rows} rows to every copy equal, after its commit", followed / commit, 3,
                $"copies {followed.TotalSeconds:0.0} s, commit {commit.TotalSeconds:0.0} s; the broker grew from {before} to {broker.Most} MB"),
            new Figure("a read while copies follow, p95", reads.Percentile(0.95) / quiet.Percentile(0.95), 3, $"meanwhile {reads}; quiet {quiet}"),
        ];
    }

    static async Task CopiedAsync(Dictionary<string, string> databases, long rows, Peak? broker = null)
    {
        foreach (var name in (string[])["consultations", "outcomes"])
        {
            await using var database = NpgsqlDataSource.Create(databases[name]);
            for (var deadline = DateTime.UtcNow.AddMinutes(20); await AskAsync(database, "SELECT count(*) FROM organisation_copies") < rows; await Task.Delay(100))
            {
                broker?.Look();
                if (DateTime.UtcNow > deadline) throw new TimeoutException($"The copies in {name} do not follow.");
            }
        }
    }

    /// <summary>The search for duplicates would go on for minutes.</summary>
    static async Task WithoutSearchAsync(string registry)
    {
        await using var database = NpgsqlDataSource.Create(registry);
        while (await AskAsync(database, "SELECT count(*) FROM history WHERE position IS NULL") > 0) await Task.Delay(200);
        await AskAsync(database, "UPDATE search_progress SET followed = (SELECT max(position) FROM history) RETURNING followed");
    }

    static async Task<ConcurrentBag<TimeSpan>> ReadAsync(ApiClient client, string path, Task until)
    {
        var durations = new ConcurrentBag<TimeSpan>();
        var all = new List<Task>();
        for (var (n, clock) = (0, Stopwatch.StartNew()); !until.IsCompleted; n++)
        {
            var due = TimeSpan.FromSeconds((double)n / PerSecond) - clock.Elapsed;
            if (due > TimeSpan.Zero) await Task.Delay(due);
            all.Add(TimeAsync());
        }
        await Task.WhenAll(all);
        return durations;

        async Task TimeAsync()
        {
            var start = Stopwatch.GetTimestamp();
            var answer = await client.GetAsync(path);
            durations.Add(Stopwatch.GetElapsedTime(start));
            if (answer.Code != 200) throw new InvalidOperationException(answer.ToString());
        }
    }

    static async Task<long> AskAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    static ServiceProcess Service(string name, string database, string broker) => new(char.ToUpperInvariant(name[0]) + name[1..], new Dictionary<string, string?>
    {
        [$"ConnectionStrings__{name}-db"] = database,
        ["ConnectionStrings__rabbitmq"] = broker,
        ["services__identity__http__0"] = TestTokens.IdentityAddress,
        ["PublicOrigin"] = TestTokens.Issuer,
        ["Mail__Pickup"] = Path.GetTempPath(),
    });
}

/// <summary>The most memory that a process was seen to have.</summary>
sealed class Peak(int process)
{
    public long Most { get; private set; }

    public void Look() => Most = Math.Max(Most, Megabytes());

    public long Megabytes()
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture) >> 10;
    }
}
