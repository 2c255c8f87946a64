using System.Diagnostics;
using MayorsMechanism.Fixtures;
using Npgsql;

namespace MayorsMechanism.Benchmarks;

/// <summary>
/// Telling a service again of a million people with a position each, until it has every copy; beside bare COPY of the same records into the same
/// tables and indexes of another database on the same server.
/// </summary>
static class RepublishAll
{
    static readonly int People = int.Parse(Environment.GetEnvironmentVariable("ROWS") ?? "1000000", System.Globalization.CultureInfo.InvariantCulture);
    static readonly string[] Tables = ["organisations", "people", "positions"];

    const string Fill = """
        INSERT INTO organisations (id, name, kind, country, region, subregion, languages, other_names, competences, verified, status, version)
        VALUES ('01900001-0001-7000-8000-000000000001', 'Everywhere', 'municipality', 'CL', '019', '419', '{es}', '[]', '{}', true, 'active', 1);
        INSERT INTO people (id, name, other_spellings, languages, emails, phones, consents, status, version)
        SELECT ('01900003-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'Person ' || md5(i::text), '[]', '{es}', ARRAY['person-' || i || '@city.example'], '{}',
            '[{"use": "quote", "granted": true, "source": "form"}]', 'active', 1 FROM generate_series(1, ROWS) i;
        INSERT INTO positions (id, person_id, organisation_id, title, kind, "from", version)
        SELECT ('01900004-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, ('01900003-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
            '01900001-0001-7000-8000-000000000001', 'Mayor', 'mayor', '2019-01-01', 1 FROM generate_series(1, ROWS) i;
        ANALYZE people; ANALYZE positions;
        """;

    public static async Task<Figure> MeasureAsync()
    {
        await using var postgres = PostgresFixture.Durable();
        await using var rabbit = new RabbitFixture();
        await Task.WhenAll(postgres.InitializeAsync().AsTask(), rabbit.InitializeAsync().AsTask());
        var (source, target, bare) = (await postgres.CreateDatabaseAsync("registry"), await postgres.CreateDatabaseAsync("notifications"), await postgres.CreateDatabaseAsync("bare"));
        await using var registry = Service("Registry", "registry", source, rabbit.ConnectionString);
        await using var notifications = Service("Notifications", "notifications", target, rabbit.ConnectionString);
        await registry.StartAsync(default);
        await using (var filling = NpgsqlDataSource.Create(source + ";Command Timeout=3600"))
        await using (var fill = filling.CreateCommand(Fill.Replace("ROWS", $"{People}", StringComparison.Ordinal)))
        {
            await fill.ExecuteNonQueryAsync();
        }
        await using var copies = NpgsqlDataSource.Create(target);
        await using var people = NpgsqlDataSource.Create(source);
        var all = await AskAsync(people, "SELECT count(*) FROM people WHERE status <> 'erased'");

        // A service that begins to listen asks for everything.
        var clock = Stopwatch.StartNew();
        await notifications.StartAsync(default);
        var starting = clock.Elapsed;
        while (await AskAsync(copies, "SELECT count(*) FROM recipients") < all) await Task.Delay(200);
        var ours = clock.Elapsed - starting;

        await using (var other = Service("Registry", "registry", bare, rabbit.ConnectionString)) await other.RunAsync("verify-history", default);
        var copied = await CopyAsync(source, bare);
        return new Figure($"republish of {all} people to a service's copies", ours / copied, 10, $"ours {ours.TotalSeconds:0.0} s, bare COPY {copied.TotalSeconds:0.0} s");
    }

    static async Task<TimeSpan> CopyAsync(string source, string target)
    {
        await using var database = NpgsqlDataSource.Create(source);
        var files = await Task.WhenAll(Tables.Select(table => ImportRows.WriteAsync(database, table)));
        var took = await ImportRows.CopyAsync(Tables, files, target);
        foreach (var file in files) File.Delete(file);
        return took;
    }

    static async Task<long> AskAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    static ServiceProcess Service(string project, string name, string database, string broker) => new(project, new Dictionary<string, string?>
    {
        [$"ConnectionStrings__{name}-db"] = database,
        ["ConnectionStrings__rabbitmq"] = broker,
        ["services__identity__http__0"] = TestTokens.IdentityAddress,
        ["PublicOrigin"] = TestTokens.Issuer,
        ["Mail__Pickup"] = Path.GetTempPath(),
    });
}
