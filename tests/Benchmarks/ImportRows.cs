using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using MayorsMechanism.Fixtures;
using Npgsql;

namespace MayorsMechanism.Benchmarks;

/// <summary>
/// The commit of an import of 240,000 organisations, with their history and their events, against bare COPY of the very rows that it wrote
/// into the same tables and indexes of another database on the same server.
/// </summary>
static class ImportRows
{
    const int Rows = 240_000;
    static readonly string[] Tables = ["organisations", "history", "outbox"];

    public static async Task<Figure> MeasureAsync()
    {
        await using var postgres = PostgresFixture.Durable();
        await postgres.InitializeAsync();
        var (source, target) = (await postgres.CreateDatabaseAsync("registry"), await postgres.CreateDatabaseAsync("bare"));
        var (rows, ours) = await CommitAsync(source);
        // The verb migrates first: the same tables and indexes, empty.
        await using (var other = Service(target)) await other.RunAsync("verify-history", default);
        var bare = await CopyAsync(Tables, rows, target);
        foreach (var file in rows) File.Delete(file);
        return new Figure($"import of {Rows} rows, dry run apart", ours / bare, 4, $"ours {ours.TotalSeconds:0.0} s, bare COPY {bare.TotalSeconds:0.0} s");
    }

    /// <summary>The tables' rows as files, and how long the service took to write them.</summary>
    static async Task<(string[] Files, TimeSpan Took)> CommitAsync(string database)
    {
        await using var service = Service(database);
        await service.StartAsync(default);
        using var client = service.Client(new TestToken { Kind = "secretariat", Scopes = ["registry:read", "registry:write"], Expires = DateTimeOffset.UtcNow.AddHours(1) });
        // Until the code is compiled for good.
        await RunAsync(client, 20_000, "Warm");
        await using var source = NpgsqlDataSource.Create(database);
        // What the sealer does afterwards is not part of it.
        await ExecuteAsync(source, "TRUNCATE organisations, history, outbox CASCADE");
        var took = await RunAsync(client, Rows, "City");
        await service.KillAsync();
        await ExecuteAsync(source, "UPDATE history SET position = NULL, hash = NULL");
        return ([.. await Task.WhenAll(Tables.Select(table => WriteAsync(source, table)))], took);
    }

    public static async Task<TimeSpan> RunAsync(ApiClient client, int rows, string name)
    {
        using var file = new ByteArrayContent(FileOf(rows, name)) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        var uploaded = await client.PostAsync("/api/v1/registry/imports?kind=organisations", file);
        var check = await WaitAsync(client, uploaded.Location!, "checked");
        var clock = Stopwatch.StartNew();
        var asked = await client.PostAsync($"{uploaded.Location}/commit", null, check.ETag);
        if (asked.Code != 202) throw new InvalidOperationException(asked.ToString());
        await WaitAsync(client, uploaded.Location!, "committed");
        return clock.Elapsed;
    }

    static async Task<ApiAnswer> WaitAsync(ApiClient client, string import, string state)
    {
        while (true)
        {
            var now = await client.GetAsync(import);
            if (now.Text("state") == state) return now;
            if (now.Text("state") is "failed" or "cancelled") throw new InvalidOperationException(now.ToString());
            await Task.Delay(20);
        }
    }

    static byte[] FileOf(int rows, string name)
    {
        var file = new StringBuilder("name,kind,country,languages,population,website,otherNames,competences\n");
        for (var i = 0; i < rows; i++)
        {
            file.Append(CultureInfo.InvariantCulture, $"{name} de São Número {i},municipality,{(i % 2 == 0 ? "BR" : "MX")},es; pt,{i},https://city-{i}.example,C{i} | acronym,housing | shared\n");
        }
        return Encoding.UTF8.GetBytes(file.ToString());
    }

    public static async Task<string> WriteAsync(NpgsqlDataSource source, string table)
    {
        var file = Path.GetTempFileName();
        await using var connection = await source.OpenConnectionAsync();
        await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY {table} TO STDOUT (FORMAT BINARY)");
        await using var stream = File.Create(file);
        await copy.CopyToAsync(stream);
        return file;
    }

    public static async Task<TimeSpan> CopyAsync(string[] tables, string[] files, string database)
    {
        await using var target = NpgsqlDataSource.Create(database);
        await using var connection = await target.OpenConnectionAsync();
        var clock = Stopwatch.StartNew();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var (table, file) in tables.Zip(files))
        {
            await using var stream = File.OpenRead(file);
            await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY {table} FROM STDIN (FORMAT BINARY)");
            await stream.CopyToAsync(copy);
        }
        await transaction.CommitAsync();
        return clock.Elapsed;
    }

    static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }

    static ServiceProcess Service(string database) => new("Registry", new Dictionary<string, string?>
    {
        ["ConnectionStrings__registry-db"] = database,
        // Nobody listens there: events wait in the outbox, where they are counted.
        ["ConnectionStrings__rabbitmq"] = "amqp://127.0.0.1:1",
        ["services__identity__http__0"] = TestTokens.IdentityAddress,
        ["PublicOrigin"] = TestTokens.Issuer,
    });
}
