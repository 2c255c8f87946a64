using System.Collections.Concurrent;
using System.Diagnostics;
using MayorsMechanism.Fixtures;
using Npgsql;

namespace MayorsMechanism.Benchmarks;

/// <summary>
/// From the commit of a change in Registry to the commit of the copy in Consultations, at 200 changes a second; beside publishing, confirming
/// and consuming the same bytes on the same broker, without anything around. Both commits are told by the databases themselves.
/// </summary>
static class CommitToEffect
{
    const int PerSecond = 200;
    static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    public static async Task<Figure> MeasureAsync()
    {
        await using var postgres = PostgresFixture.Durable();
        await using var rabbit = new RabbitFixture();
        await Task.WhenAll(postgres.InitializeAsync().AsTask(), rabbit.InitializeAsync().AsTask());
        var (source, target) = (await postgres.CreateDatabaseAsync("registry"), await postgres.CreateDatabaseAsync("consultations"));
        await using var registry = Service("Registry", "registry", source, rabbit);
        await using var consultations = Service("Consultations", "consultations", target, rabbit);
        await Task.WhenAll(registry.StartAsync(default), consultations.StartAsync(default));

        await using var watch = await Commits.WatchAsync((source, "people"), (target, "person_copies"));
        using var client = registry.Client(new TestToken { Kind = "secretariat", Scopes = ["registry:write"] });
        // Until the code is compiled for good: a service that just started is not what is sustained.
        await RunOursAsync(client, watch, 60, TimeSpan.FromSeconds(40));
        await RunOursAsync(client, watch, PerSecond, TimeSpan.FromSeconds(20));
        await BarePublish.RunAsync(rabbit.ConnectionString, PerSecond, TimeSpan.FromSeconds(3));
        var (ours, bare) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round < 3; round++)
        {
            bare.AddRange(await BarePublish.RunAsync(rabbit.ConnectionString, PerSecond, Round));
            ours.AddRange(await RunOursAsync(client, watch, PerSecond, Round));
        }
        var (us, them) = (new Durations(ours), new Durations(bare));
        return new Figure($"commit to effect at {PerSecond}/s, p99", us.Percentile(0.99) / them.Percentile(0.99), 3, $"ours {us}; bare {them}");
    }

    static async Task<IEnumerable<TimeSpan>> RunOursAsync(ApiClient client, Commits watch, int perSecond, TimeSpan duration)
    {
        var ids = new ConcurrentBag<string>();
        await Pace.KeepAsync(perSecond, duration, async n =>
        {
            var answer = await client.PostAsync("/api/v1/people", new { name = $"Person {n}", languages = new[] { "es" }, emails = new[] { $"person-{n}@city.example" } });
            if (answer.Code != 201) throw new InvalidOperationException(answer.ToString());
            ids.Add(answer.Id);
        });
        return await watch.BetweenAsync(ids);
    }

    static ServiceProcess Service(string project, string name, string database, RabbitFixture rabbit) => new(project, new Dictionary<string, string?>
    {
        [$"ConnectionStrings__{name}-db"] = database,
        ["ConnectionStrings__rabbitmq"] = rabbit.ConnectionString,
        ["services__identity__http__0"] = TestTokens.IdentityAddress,
        ["PublicOrigin"] = TestTokens.Issuer,
    });
}

/// <summary>When rows of two tables, of one id in each, were committed.</summary>
sealed class Commits : IAsyncDisposable
{
    readonly CancellationTokenSource _over = new();
    readonly List<Task> _receiving = [];
    readonly ConcurrentDictionary<string, long>[] _seen = [new(), new()];

    public static async Task<Commits> WatchAsync((string Database, string Table) first, (string Database, string Table) second)
    {
        var commits = new Commits();
        await commits.ListenAsync(0, first.Database, first.Table);
        await commits.ListenAsync(1, second.Database, second.Table);
        return commits;
    }

    /// <summary>Of each id, the time from its commit in the first table to that in the second.</summary>
    public async Task<IEnumerable<TimeSpan>> BetweenAsync(IReadOnlyCollection<string> ids)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!ids.All(_seen[1].ContainsKey))
        {
            if (DateTime.UtcNow > deadline) throw new TimeoutException($"{ids.Count(id => !_seen[1].ContainsKey(id))} of {ids.Count} changes had no effect.");
            await Task.Delay(50);
        }
        return ids.Select(id => Stopwatch.GetElapsedTime(_seen[0][id], _seen[1][id]));
    }

    async Task ListenAsync(int side, string database, string table)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        connection.Notification += (_, told) => _seen[side].TryAdd(told.Payload, Stopwatch.GetTimestamp());
        await using var command = new NpgsqlCommand($"""
            CREATE FUNCTION tell_benchmark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('benchmark', NEW.id::text); RETURN NEW; END $$;
            CREATE TRIGGER tell_benchmark AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION tell_benchmark();
            LISTEN benchmark;
            """, connection);
        await command.ExecuteNonQueryAsync();
        _receiving.Add(ReceiveAsync(connection));
    }

    async Task ReceiveAsync(NpgsqlConnection connection)
    {
        try
        {
            while (true) await connection.WaitAsync(_over.Token);
        }
        catch (OperationCanceledException)
        {
            await connection.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_receiving);
        _over.Dispose();
    }
}
