using System.Collections.Concurrent;
using MayorsMechanism.Fixtures;
using Npgsql;

namespace MayorsMechanism.Benchmarks;

/// <summary>
/// From the commit of a change in Registry to the commit of the copy in Consultations, at 200 changes a second; beside publishing, confirming
/// and consuming the same bytes on the same broker, without anything around. Both commits are told by the database server itself.
/// </summary>
static class CommitToEffect
{
    const int PerSecond = 200;
    static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    public static async Task<Figure> MeasureAsync()
    {
        await using var postgres = PostgresFixture.Durable("track_commit_timestamp=on");
        await using var rabbit = new RabbitFixture();
        await Task.WhenAll(postgres.InitializeAsync().AsTask(), rabbit.InitializeAsync().AsTask());
        var (source, target) = (await postgres.CreateDatabaseAsync("registry"), await postgres.CreateDatabaseAsync("consultations"));
        await using var registry = Service("Registry", "registry", source, rabbit);
        await using var consultations = Service("Consultations", "consultations", target, rabbit);
        await Task.WhenAll(registry.StartAsync(default), consultations.StartAsync(default));

        var commits = new Commits((source, "people"), (target, "person_copies"));
        using var client = registry.Client(new TestToken { Kind = "secretariat", Scopes = ["registry:write"] });
        // Until the code is compiled for good: a service that just started is not what is sustained.
        await RunOursAsync(client, commits, 60, TimeSpan.FromSeconds(40));
        await RunOursAsync(client, commits, PerSecond, TimeSpan.FromSeconds(20));
        await BarePublish.RunAsync(rabbit.ConnectionString, PerSecond, TimeSpan.FromSeconds(3));
        var (ours, bare) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round < 3; round++)
        {
            bare.AddRange(await BarePublish.RunAsync(rabbit.ConnectionString, PerSecond, Round));
            ours.AddRange(await RunOursAsync(client, commits, PerSecond, Round));
        }
        var (us, them) = (new Durations(ours), new Durations(bare));
        return new Figure($"commit to effect at {PerSecond}/s, p99", us.Percentile(0.99) / them.Percentile(0.99), 3, $"ours {us}; bare {them}");
    }

    static async Task<IEnumerable<TimeSpan>> RunOursAsync(ApiClient client, Commits commits, int perSecond, TimeSpan duration)
    {
        var ids = new ConcurrentBag<string>();
        await Pace.KeepAsync(perSecond, duration, async n =>
        {
            var answer = await client.PostAsync("/api/v1/people", new { name = $"Person {n}", languages = new[] { "es" }, emails = new[] { $"person-{n}@city.example" } });
            if (answer.Code != 201) throw new InvalidOperationException(answer.ToString());
            ids.Add(answer.Id);
        });
        return await commits.BetweenAsync(ids);
    }

    static ServiceProcess Service(string project, string name, string database, RabbitFixture rabbit) => new(project, new Dictionary<string, string?>
    {
        [$"ConnectionStrings__{name}-db"] = database,
        ["ConnectionStrings__rabbitmq"] = rabbit.ConnectionString,
        ["services__identity__http__0"] = TestTokens.IdentityAddress,
        ["PublicOrigin"] = TestTokens.Issuer,
        ["ProofKey"] = TestTokens.ProofKey,
    });
}

/// <summary>When a row of one table and the row of the same id in another, each in its database of one server, were committed.</summary>
sealed class Commits((string Database, string Table) first, (string Database, string Table) second)
{
    /// <summary>Of each id, the time from its commit in the first table to that in the second.</summary>
    public async Task<IEnumerable<TimeSpan>> BetweenAsync(IReadOnlyCollection<string> ids)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            var (from, to) = (await ReadAsync(first), await ReadAsync(second));
            var missing = ids.Count(id => !to.ContainsKey(id));
            if (missing == 0) return ids.Select(id => to[id] - from[id]);
            if (DateTime.UtcNow > deadline) throw new TimeoutException($"{missing} of {ids.Count} changes had no effect.");
            await Task.Delay(500);
        }
    }

    // The server notes it as it writes the commit: a trigger that tells of it would make every commit wait for the one before.
    static async Task<Dictionary<string, DateTime>> ReadAsync((string Database, string Table) where)
    {
        await using var database = NpgsqlDataSource.Create(where.Database);
        await using var command = database.CreateCommand($"SELECT id::text, pg_xact_commit_timestamp(xmin) FROM {where.Table}");
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<string, DateTime> commits = [];
        while (await reader.ReadAsync()) commits.Add(reader.GetString(0), reader.GetDateTime(1));
        return commits;
    }
}
