using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MayorsMechanism.Fixtures;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MayorsMechanism.Registry.Tests;

/// <summary>At 240,000 organisations and 1,000,000 people: what the planner does with the service's own queries, and how long they take.</summary>
[Trait("Category", "Full")]
public sealed partial class FullSizeTests(FullSizeTests.Service full, ITestOutputHelper output) : IClassFixture<FullSizeTests.Service>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    static readonly string[] Texts =
    [
        "municipality", "lala", "mayor", "bolala", "municipality of lala", "secretary general", // common
        "bolavinola", "ville de kenetabo", // rare
        "municpality", "bolavimola", "lalla mrri", "secretry", // mistyped
        "xyzzyplugh", "xyzzy plugh", "municipality xyzzy", // absent
        "m", "la", "x", "q z", new('m', 200),
    ];

    public static TheoryData<string, string> Searches => new(
        from text in Texts from list in (string[])["organisations", "people"] select (list, $"q={text}"));

    public static TheoryData<string, string> Lists => new()
    {
        { "organisations", "" }, { "organisations", "sort=name" }, { "organisations", "country=TV" }, { "organisations", "verified=false" },
        { "organisations", "competence=housing:none" }, { "organisations", "language=ar" }, { "organisations", "network=" + FullRegistry.Network },
        { "organisations", "q=municipality&country=TV" }, { "organisations", "q=lala&competence=housing:full" }, { "organisations", "q=la&network=" + FullRegistry.Network },
        { "people", "" }, { "people", "country=TV" }, { "people", "language=ar" }, { "people", "network=" + FullRegistry.Network },
        { "people", "q=mayor&country=TV" }, { "people", "q=lala&network=" + FullRegistry.Network }, { "people", "q=lala&kind=mayor&counts=true" },
    };

    /// <summary>What else grows with the registry: histories, pairs, the feed, files of a part of it. An id is one that both callers see.</summary>
    public static TheoryData<string, string> Records => new()
    {
        { "people/{person}/history", "" }, { "organisations/{organisation}/history", "" }, { "registry/history", "" },
        { "registry/history", "record={organisation}" }, { "registry/history", "record={membership}" }, { "registry/history", "actor=a-client" },
        { "registry/history", "since=2020-02-01T00:00:00Z&until=2020-02-02T00:00:00Z" },
        { "duplicates", "" }, { "duplicates", "state=suggested" }, { "duplicates", "kind=organisation" }, { "duplicates", "kind=person&state=kept-apart" }, { "duplicates", "record={person}" },
        { "registry/changes", "" }, { "registry/changes", "after=1000000" }, { "registry/changes", "after=1359990" },
        { "registry/exports/people.json", "network=" + FullRegistry.Network }, { "registry/exports/organisations.json", "country=TV" },
    };

    [Theory, MemberData(nameof(Searches)), MemberData(nameof(Lists)), MemberData(nameof(Records))]
    public async Task No_table_is_read_whole(string list, string query)
    {
        foreach (var (who, client) in full.Callers)
        {
            (full.Queries.Explains, _) = (true, full.Queries.Take());
            var answer = await client.GetAsync(full.Seen.Aggregate($"/api/v1/{list}?{query}", (path, seen) => path.Replace(seen.Key, seen.Value)));
            full.Queries.Explains = false;

            answer.Code.ShouldBe(200, answer.ToString());
            var queries = full.Queries.Take();
            var plans = string.Join("\n\n", queries.Select(each => each.Plan));
            WholeTable().IsMatch(plans).ShouldBeFalse($"{who} {list}?{query}\n{plans}");
            var took = Took().Matches(plans).Sum(time => double.Parse(time.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
            output.WriteLine($"{who} {list}?{query}: {(answer.Body as JsonArray ?? answer.Items).Count} found, {queries.Count} queries, {took:0.0} ms");
            // Ten times what it takes alone: others may keep the machine busy.
            took.ShouldBeLessThan(10_000, plans);
        }
    }

    [Theory]
    [InlineData("organisations")]
    [InlineData("people")]
    public async Task An_answer_takes_little_longer_than_its_bare_queries(string list)
    {
        // Others who keep the machine busy may lengthen a measurement, never all of them.
        for (var left = 5; await MeasureAsync(list) > 2; left--) left.ShouldBeGreaterThan(0);
    }

    /// <summary>How much longer than the bare queries the slowest answers but one in twenty take.</summary>
    async Task<double> MeasureAsync(string list)
    {
        await using var connection = new NpgsqlConnection(full.Database);
        await connection.OpenAsync(Token);
        List<double> ours = [], bare = [];
        foreach (var round in Enumerable.Range(0, 4))
        {
            foreach (var (_, client) in full.Callers)
            {
                foreach (var text in Texts)
                {
                    full.Queries.Take();
                    var answered = await TimeAsync(() => client.GetAsync($"/api/v1/{list}?q={text}"));
                    var queries = full.Queries.Take();
                    var alone = await TimeAsync(() => RunAsync(queries, connection));
                    if (round == 0) continue;
                    ours.Add(answered);
                    bare.Add(alone);
                }
            }
        }
        output.WriteLine($"{list}: ours p50 {At(ours, 0.5):0.0} ms, p95 {At(ours, 0.95):0.0} ms; bare p50 {At(bare, 0.5):0.0} ms, p95 {At(bare, 0.95):0.0} ms");
        return At(ours, 0.95) / At(bare, 0.95);
    }

    [Theory]
    [InlineData("people", "{person}", "personId")]
    [InlineData("organisations", "{organisation}", "organisationId")]
    public async Task What_changes_is_compared_with_everything_within_seconds(string list, string known, string merged)
    {
        var api = full.Writer;
        var like = await api.GetAsync($"/api/v1/{list}/{full.Seen[known]}");
        async Task<ApiAnswer> CreateAsync(string name) =>
            await api.PostAsync($"/api/v1/{list}", list is "people" ? new { name } : new { name, kind = like.Text("kind"), country = like.Text("country") });
        var (first, other) = (await CreateAsync(like.Text("name")), await CreateAsync("Zwetschkenbaum Quetzalmiztli"));
        await SuggestedAsync(first);

        (await api.PostAsync("/api/v1/merges", new Dictionary<string, string> { [merged] = first.Id, ["intoId"] = other.Id })).Code.ShouldBe(201);
        (await SuggestedAsync(other)).ShouldContain("\"throughMerge\":true");

        async Task<string> SuggestedAsync(ApiAnswer record)
        {
            var start = Stopwatch.GetTimestamp();
            var pairs = "";
            await Eventually.IsAsync(async () =>
            {
                var page = await api.GetAsync($"/api/v1/duplicates?record={record.Id}&state=suggested");
                pairs = page.ToString();
                return page.Items.Count > 0;
            });
            var took = Stopwatch.GetElapsedTime(start);
            output.WriteLine($"{list}: suggested after {took.TotalSeconds:0.0} s");
            // Alone it takes less than one; through every merge that ever was it took 48.
            took.ShouldBeLessThan(TimeSpan.FromSeconds(30), pairs);
            return pairs;
        }
    }

    [Fact]
    public async Task An_erasure_finds_by_indexes_whatever_names_the_person_in_files_histories_and_pairs()
    {
        var path = "/api/v1/people/01900003-1092-7000-8000-000000001092";
        var (api, person) = (full.Writer, await full.Writer.GetAsync("/api/v1/people/01900003-1092-7000-8000-000000001092"));
        var import = await full.UploadedAsync(rows: 240_000, naming: person.Text("name"));
        (full.Queries.Explains, _) = (true, full.Queries.Take());

        (await api.PostAsync($"{path}/erase", ifMatch: person.ETag)).Code.ShouldBe(202);
        await Eventually.IsAsync(async () => (await api.GetAsync($"{path}/erasure")).Body!["receipts"]!["registry"] is not null);

        full.Queries.Explains = false;
        var plans = string.Join("\n\n", full.Queries.Take().Select(query => query.Plan));
        plans.ShouldContain("import_rows_mentions");
        WholeTable().IsMatch(plans).ShouldBeFalse(plans);
        (await api.GetAsync($"/api/v1/registry/imports/{import}")).Text("state").ShouldBe("cancelled");
    }

    static async Task RunAsync(IEnumerable<Query> queries, NpgsqlConnection connection)
    {
        await using var transaction = await connection.BeginTransactionAsync(Token);
        foreach (var query in queries) await query.RunAsync(connection, Token);
    }

    static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    static double At(List<double> times, double share) => times.Order().ElementAt((int)(times.Count * share));

    [GeneratedRegex(@"Seq Scan on (organisations|people|positions|memberships|history|duplicates|import_rows)\b(?!.*never executed)")]
    private static partial Regex WholeTable();

    [GeneratedRegex(@"Execution Time: ([0-9.]+) ms")]
    private static partial Regex Took();

    /// <summary>The service over a full database of its own.</summary>
    public sealed class Service : IAsyncLifetime
    {
        readonly PostgresFixture _postgres = new();
        WebApplicationFactory<RegistryDbContext> _replica = null!;

        public QueryLog Queries { get; } = new([.. FullRegistry.Queries, "FROM history AS", "FROM duplicates AS", "FROM imports WHERE"]);

        public string Database { get; private set; } = "";

        /// <summary>The secretariat, and a network of 2,000 members.</summary>
        public (string Who, ApiClient Client)[] Callers { get; private set; } = [];

        public ApiClient Writer { get; private set; } = null!;

        /// <summary>Ids of the network's.</summary>
        public Dictionary<string, string> Seen { get; } = [];

        public async ValueTask InitializeAsync()
        {
            await _postgres.InitializeAsync();
            Database = await _postgres.CreateDatabaseAsync("registry");
            _replica = RegistryService.Replica(Database).WithWebHostBuilder(host =>
                host.ConfigureTestServices(services => services.ConfigureDbContext<RegistryDbContext>(options => options.AddInterceptors(Queries))));
            _replica.CreateClient();
            await FullRegistry.FillAsync(Database);
            await FullRegistry.FillHistoryAsync(Database);
            await FindAsync();
            Writer = new(_replica.CreateClient(), TestTokens.Secretariat("registry:read", "registry:write"));
            Callers =
            [
                ("secretariat", new(_replica.CreateClient(), TestTokens.Secretariat("registry:read"))),
                ("network", new(_replica.CreateClient(), TestTokens.Network(FullRegistry.Network, "registry:read"))),
            ];
        }

        /// <summary>A checked file of people, one of whom has the name.</summary>
        public async Task<Guid> UploadedAsync(int rows, string naming)
        {
            var id = Guid.CreateVersion7();
            await using var database = NpgsqlDataSource.Create(Database + ";Command Timeout=600");
            await using var command = database.CreateCommand($$"""
                INSERT INTO imports (id, kind, format, gzip, map, bytes, uploaded_at, state, columns, ignored, rows_read, rows_created, rows_changed,
                    rows_unchanged, rows_rejected, rows_possible_duplicate, rows_written, emptied, attempts, version)
                VALUES ('{{id}}', 'people', 'csv', false, '{}', 1, now(), 'checked', '{}', '{}', {{rows}}, {{rows}}, 0, 0, 0, 0, 0, false, 0, 1);
                INSERT INTO import_rows (import_id, number, outcome, fields, columns, reasons, evidence, places, keys, mentions)
                SELECT '{{id}}', n, 'created', '{ "name": "Somebody" }', '{}', '[]', '[]', '{}', '{}',
                    ARRAY[CASE WHEN n = 777 THEN lower('{{naming}}') ELSE 'somebody ' || n END, 'somebody-' || n || '@city.example']
                FROM generate_series(1, {{rows}}) AS n;
                ANALYZE import_rows;
                """);
            await command.ExecuteNonQueryAsync(Token);
            return id;
        }

        async Task FindAsync()
        {
            await using var database = NpgsqlDataSource.Create(Database);
            await using var command = database.CreateCommand($"""
                SELECT m.id AS membership, m.organisation_id AS organisation, at.person_id AS person FROM memberships m
                JOIN positions at ON at.organisation_id = m.organisation_id JOIN duplicates d ON d.first_id = at.person_id
                WHERE m.network_id = '{FullRegistry.Network}' AND at."to" IS NULL LIMIT 1
                """);
            await using var found = await command.ExecuteReaderAsync(Token);
            (await found.ReadAsync(Token)).ShouldBeTrue();
            for (var i = 0; i < found.FieldCount; i++) Seen[$"{{{found.GetName(i)}}}"] = found.GetGuid(i).ToString();
        }

        public async ValueTask DisposeAsync()
        {
            await _replica.DisposeAsync();
            await _postgres.DisposeAsync();
        }
    }
}
