using System.Net.Http.Json;
using System.Text.Json;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Registry;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MayorsMechanism.Benchmarks;

/// <summary>
/// Requests answered in a second by Registry behind the gateway, with the secretariat's token; beside a bare YARP before a bare Kestrel that
/// sends the very statements that Registry sends. Each of the four is a process of its own. They are asked in turns, and the ratio is the
/// median of the turns': the machine's speed is not the same from one minute to the next.
/// </summary>
static class ThroughGateway
{
    const string Url = "/api/v1/organisations";
    const int Organisations = 5_000;
    const int Turns = 21;
    static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Warming = TimeSpan.FromSeconds(8);
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    const string Fill = """
        INSERT INTO organisations (id, name, kind, country, region, subregion, population, languages, website, other_names, competences, verified, status, version)
        SELECT ('01900001-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'Municipality of ' || md5(i::text), 'municipality', 'CL', '019', '419', i, '{es}',
            'https://city-' || i || '.example', jsonb_build_array(jsonb_build_object('name', 'C' || i, 'kind', 'acronym')), '{"housing": "shared"}', true, 'active', 1
        FROM generate_series(1, COUNT) i;
        ANALYZE organisations;
        """;

    public static Task<Figure> ReadAsync() =>
        MeasureAsync("reads of an organisation", 0.70, () => new(HttpMethod.Get, $"{Url}/{IdOf(Random.Shared.Next(Organisations) + 1)}"));

    public static Task<Figure> ListAsync() => MeasureAsync("lists of 50 organisations", 0.70, () => new(HttpMethod.Get, $"{Url}?limit=50"));

    public static Task<Figure> CreateAsync() => MeasureAsync("creations of an organisation", 0.40, () => Creation($"Municipality of {Guid.NewGuid():N}"), Creation(BareService.Example));

    static HttpRequestMessage Creation(string name) => new(HttpMethod.Post, Url)
    {
        Content = JsonContent.Create(new
        {
            name, kind = "municipality", country = "CL", languages = new[] { "es" }, population = 12_345, website = "https://city.example",
            otherNames = new[] { new { name = "C1", kind = "acronym" } }, competences = new { housing = "shared" },
        }),
    };

    static string IdOf(int i) => $"01900001-0000-7000-8000-{i:x12}";

    /// <param name="name">What is asked for.</param>
    /// <param name="aim">The lowest ratio that is good.</param>
    /// <param name="next">Makes the next request.</param>
    /// <param name="example">The one that tells the statements, if it writes; then the bare ones write elsewhere.</param>
    static async Task<Figure> MeasureAsync(string name, double aim, Func<HttpRequestMessage> next, HttpRequestMessage? example = null)
    {
        await using var postgres = PostgresFixture.Durable();
        await using var rabbit = new RabbitFixture();
        await Task.WhenAll(postgres.InitializeAsync().AsTask(), rabbit.InitializeAsync().AsTask());
        var (database, twin) = (await postgres.CreateDatabaseAsync("registry"), await postgres.CreateDatabaseAsync("twin"));
        using var folder = new TemporaryFolder("mayors-statements-");
        var statements = Path.Combine(folder.Path, "statements.json");
        await File.WriteAllBytesAsync(statements, JsonSerializer.SerializeToUtf8Bytes(await StatementsAsync(twin, example ?? next())));

        await using var registry = Ours("Registry", new() { ["ConnectionStrings:registry-db"] = database, ["ConnectionStrings:rabbitmq"] = rabbit.ConnectionString });
        await using var gateway = Ours("Gateway", new()
        {
            ["services:registry:http:0"] = registry.Address.ToString(),
            ["RateLimits:Client:PerSecond"] = "1000000",
            ["RateLimits:Client:Burst"] = "1000000",
        });
        await using var service = Bare(new() { [BareService.Database] = example is null ? database : twin, [BareService.Statements] = statements });
        await using var proxy = Bare(new() { [BareProxy.Target] = service.Address.ToString() });
        foreach (var process in (ServiceProcess[])[registry, gateway, service, proxy]) await process.StartAsync(default);
        await FillAsync(database);

        using var ours = new Callers(gateway.Address, Token, next);
        using var bare = new Callers(proxy.Address, Token, next);
        var turns = await TakeTurnsAsync(ours, bare, () => SettleAsync(database));
        var ratios = turns.Select(turn => turn.Ours / turn.Bare).Order().ToList();
        return new Figure($"{name} through the gateway, by requests/s", ratios[Turns / 2], aim,
            $"ours {Median(turns.Select(turn => turn.Ours)):0}/s, bare {Median(turns.Select(turn => turn.Bare)):0}/s; the turns' ratios {ratios[0]:0.00} to {ratios[^1]:0.00}", AtLeast: true);
    }

    static async Task<IReadOnlyList<(double Ours, double Bare)>> TakeTurnsAsync(Callers ours, Callers bare, Func<Task> settle)
    {
        List<(double, double)> turns = [];
        // The first ones are until the code is compiled for good.
        for (var turn = -3; turn < Turns; turn++)
        {
            var time = turn < 0 ? Warming : Turn;
            // What the one leaves to be done afterwards would slow the other.
            await settle();
            var rate = await ours.AskAsync(time);
            await settle();
            var other = await bare.AskAsync(time);
            if (turn >= 0) turns.Add((rate, other));
        }
        return turns;
    }

    static double Median(IEnumerable<double> rates) => rates.Order().ElementAt(Turns / 2);

    /// <summary>Waits until all is sealed and told. What is like the new ones need not be found: it would take longer than to write them.</summary>
    static async Task SettleAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var waiting = source.CreateCommand("SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM history WHERE position IS NULL)");
        for (var deadline = DateTime.UtcNow + Patience; (long)(await waiting.ExecuteScalarAsync())! > 0; await Task.Delay(50))
        {
            if (DateTime.UtcNow > deadline) throw new TimeoutException("Registry does not come to rest.");
        }
        await using var enough = source.CreateCommand("UPDATE search_progress SET followed = coalesce((SELECT max(position) FROM history), 0), pass = NULL");
        await enough.ExecuteNonQueryAsync();
    }

    /// <summary>What Registry asks the database for this request, once it has migrated and filled it.</summary>
    static async Task<IReadOnlyList<Statement>> StatementsAsync(string database, HttpRequestMessage request)
    {
        var log = new QueryLog();
        await using var service = new WebApplicationFactory<RegistryDbContext>().WithWebHostBuilder(host =>
        {
            foreach (var (key, value) in Settings) host.UseSetting(key, value);
            host.UseSetting("ConnectionStrings:registry-db", database).UseSetting("ConnectionStrings:rabbitmq", "amqp://127.0.0.1:1");
            // What it cannot finish when it ends is no news.
            host.ConfigureTestServices(services => services.AddLogging(logging => logging.ClearProviders())
                .ConfigureDbContext<RegistryDbContext>(options => options.AddInterceptors(log)));
        });
        service.Server.PreserveExecutionContext = true;
        using var client = new ApiClient(service.CreateClient(), Token);
        await FillAsync(database);
        var asked = log.Follow();
        request.Headers.Authorization = client.Authorization;
        using var answer = await client.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return [.. asked.Queries.Select(Statement.Of)];
    }

    static async Task FillAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var fill = source.CreateCommand(Fill.Replace("COUNT", $"{Organisations}", StringComparison.Ordinal));
        await fill.ExecuteNonQueryAsync();
    }

    static string Token => new TestToken { Kind = "secretariat", Scopes = ["registry:read", "registry:write"] };

    static Dictionary<string, string?> Settings => new()
    {
        ["services:identity:http:0"] = TestTokens.IdentityAddress,
        ["PublicOrigin"] = TestTokens.Issuer,
        ["ProofKey"] = TestTokens.ProofKey,
    };

    static ServiceProcess Ours(string project, Dictionary<string, string?> settings) =>
        new(project, Settings.Concat(settings).ToDictionary(each => each.Key.Replace(":", "__", StringComparison.Ordinal), each => each.Value));

    static ServiceProcess Bare(Dictionary<string, string?> settings) => new("Benchmarks", settings);
}
