using System.Diagnostics;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Registry;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MayorsMechanism.Benchmarks;

/// <summary>
/// Searches among 240,000 organisations and 1,000,000 people, answered by the service over HTTP; beside the very queries that it sends for
/// them, run by Npgsql without anything around.
/// </summary>
static class FullSearch
{
    static readonly string[] Texts = ["municipality", "lala", "mayor", "bolavinola", "municpality", "bolavimola", "xyzzyplugh", "secretary general", "m", "la"];

    public static async Task<Figure> MeasureAsync()
    {
        await using var postgres = new PostgresFixture();
        await postgres.InitializeAsync();
        var database = await postgres.CreateDatabaseAsync("registry");
        var settings = Settings(database);
        await using var registry = new ServiceProcess("Registry", settings.ToDictionary(each => each.Key.Replace(":", "__", StringComparison.Ordinal), each => each.Value));
        await registry.StartAsync(default);
        await FullRegistry.FillAsync(database);

        string[] tokens = [TestTokens.Secretariat("registry:read"), TestTokens.Network(FullRegistry.Network, "registry:read")];
        var searches = tokens.SelectMany(token => Texts.SelectMany(text => new[] { "organisations", "people" }.Select(list => new Search(token, $"/api/v1/{list}?q={text}")))).ToList();
        var queries = await QueriesAsync(searches, settings);
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        var (ours, bare) = (new List<TimeSpan>(), new List<TimeSpan>());
        // The first rounds compile, and fill the caches.
        for (var round = -10; round < 20; round++)
        {
            foreach (var search in searches)
            {
                var (answered, alone) = (await TimeAsync(() => AskAsync(registry.Client(search.Token), search)), await TimeAsync(() => RunAsync(queries[search], connection)));
                if (round < 0) continue;
                ours.Add(answered);
                bare.Add(alone);
            }
        }
        var (us, them) = (new Durations(ours), new Durations(bare));
        return new Figure("search at 240,000 organisations and 1,000,000 people, p95", us.Percentile(0.95) / them.Percentile(0.95), 1.5, $"ours {us}; bare {them}");
    }

    /// <summary>What the service asks the database for each search.</summary>
    static async Task<Dictionary<Search, IReadOnlyList<Query>>> QueriesAsync(List<Search> searches, Dictionary<string, string?> settings)
    {
        var log = new QueryLog(FullRegistry.Queries);
        await using var service = new WebApplicationFactory<RegistryDbContext>().WithWebHostBuilder(host =>
        {
            foreach (var (key, value) in settings) host.UseSetting(key, value);
            host.ConfigureTestServices(services => services.ConfigureDbContext<RegistryDbContext>(options => options.AddInterceptors(log)));
        });
        Dictionary<Search, IReadOnlyList<Query>> queries = [];
        foreach (var search in searches)
        {
            log.Take();
            await AskAsync(new ApiClient(service.CreateClient(), search.Token), search);
            queries.Add(search, log.Take());
        }
        return queries;
    }

    static async Task AskAsync(ApiClient client, Search search)
    {
        var answer = await client.GetAsync(search.Path);
        if (answer.Code != 200) throw new InvalidOperationException(answer.ToString());
    }

    static async Task RunAsync(IReadOnlyList<Query> queries, NpgsqlConnection connection)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var query in queries) await query.RunAsync(connection, default);
    }

    static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start);
    }

    static Dictionary<string, string?> Settings(string database) => new()
    {
        ["ConnectionStrings:registry-db"] = database,
        ["ConnectionStrings:rabbitmq"] = "amqp://127.0.0.1:1",
        ["services:identity:http:0"] = TestTokens.IdentityAddress,
        ["PublicOrigin"] = TestTokens.Issuer,
    };

    sealed record Search(string Token, string Path);
}
