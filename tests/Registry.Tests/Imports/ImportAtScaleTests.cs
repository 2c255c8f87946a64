using System.Diagnostics;
using System.Globalization;
using System.Text;
using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Security;
using Npgsql;

namespace MayorsMechanism.Registry.Tests.Imports;

/// <summary>
/// The service as a process of its own, with large files; killed at the worst moments. A quarter of the size that the system is made for shows as well
/// what grows with a file; the whole of it is the benchmark import.
/// </summary>
[Trait("Category", "Full")]
public sealed class ImportAtScaleTests : IAsyncLifetime
{
    const int Rows = 60_000;

    readonly PostgresFixture _postgres = PostgresFixture.Durable();
    string _database = "";
    ServiceProcess _service = null!;
    ApiClient _api = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _postgres.InitializeAsync();
        _database = await _postgres.CreateDatabaseAsync("registry");
        _service = new("Registry", new Dictionary<string, string?>
        {
            ["ConnectionStrings__registry-db"] = _database,
            ["ConnectionStrings__rabbitmq"] = "amqp://127.0.0.1:1",
            ["services__identity__http__0"] = TestTokens.IdentityAddress,
            ["PublicOrigin"] = TestTokens.Issuer,
        });
        await _service.StartAsync(Token);
        _api = _service.Client(new TestToken { Kind = "secretariat", Scopes = [.. Scopes.All], Expires = DateTimeOffset.UtcNow.AddHours(1) });
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    [Fact]
    public async Task Very_many_authorities_come_in_with_little_memory_and_again_unchanged()
    {
        await _api.ImportAsync("organisations", FileOf(1..5_000, "Warm"));
        var before = _service.Megabytes("VmRSS");

        var uploaded = await _api.UploadAsync("organisations", Imported.Gzip(Encoding.UTF8.GetBytes(FileOf(1..Rows, "City"))), encoding: "gzip");
        var clock = Stopwatch.StartNew();
        var check = await _api.WaitAsync(uploaded.Location!, 600);
        var checking = clock.Elapsed;
        check.Count("created").ShouldBe(Rows, check.ToString());
        clock.Restart();
        var commit = await _api.CommitAsync(check);
        commit.Text("state").ShouldBe("committed", commit.ToString());
        var committing = clock.Elapsed;

        var grown = _service.Megabytes("VmHWM") - before;
        Console.WriteLine($"{Rows} rows: checked {Rows / checking.TotalSeconds:0} a second, committed {Rows / committing.TotalSeconds:0} a second, {grown} MB more memory at the most");
        grown.ShouldBeLessThan(150);

        var export = await ExportAsync("organisations.csv");
        var again = await _api.UploadAsync("organisations", Encoding.UTF8.GetBytes(export));
        var same = await _api.WaitAsync(again.Location!, 600);
        (same.Count("read"), same.Count("unchanged")).ShouldBe((Rows + 5_000, Rows + 5_000), same.ToString());
    }

    [Fact]
    public async Task Very_many_people_with_their_positions_come_in_with_little_memory_and_again_unchanged()
    {
        const int People = 50_000;
        await _api.ImportAsync("organisations", FileOf(1..2_000, "Seat"));
        var before = _service.Megabytes("VmRSS");

        var uploaded = await _api.UploadAsync("people", Imported.Gzip(Encoding.UTF8.GetBytes(PeopleOf(People))), encoding: "gzip");
        var clock = Stopwatch.StartNew();
        var check = await _api.WaitAsync(uploaded.Location!, 600);
        var checking = clock.Elapsed;
        check.Count("created").ShouldBe(People, check.ToString());
        clock.Restart();
        (await _api.CommitAsync(check)).Text("state").ShouldBe("committed");
        var committing = clock.Elapsed;

        var grown = _service.Megabytes("VmHWM") - before;
        Console.WriteLine($"{People} people: checked {People / checking.TotalSeconds:0} a second, committed {People / committing.TotalSeconds:0} a second, {grown} MB more memory at the most");
        grown.ShouldBeLessThan(150);
        (await CountAsync("SELECT count(*) FROM positions")).ShouldBe(People);
        (await CountAsync("SELECT count(*) FROM outbox WHERE contract LIKE '%PersonChanged%'")).ShouldBe(People);

        var export = await ExportAsync("people.csv");
        var again = await _api.UploadAsync("people", Encoding.UTF8.GetBytes(export));
        var same = await _api.WaitAsync(again.Location!, 600);
        (same.Count("read"), same.Count("unchanged")).ShouldBe((People, People), same.ToString());
    }

    /// <summary>The whole of it takes longer than a client waits by default.</summary>
    async Task<string> ExportAsync(string file)
    {
        using var client = _service.Client(TestTokens.Secretariat(Scopes.RegistryRead));
        client.Http.Timeout = TimeSpan.FromMinutes(5);
        return await client.DownloadAsync(file);
    }

    /// <summary>A hundred at each organisation, whose names are alike as names are.</summary>
    static string PeopleOf(int count)
    {
        string[] syllables = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "xe", "yi", "zo", "qu"];
        string Word(int seed) => string.Concat(Enumerable.Range(0, 4).Select(at => syllables[seed / (int)Math.Pow(20, at) % 20]));
        var file = new StringBuilder("name,emails,languages,positions\n");
        for (var i = 0; i < count; i++)
        {
            file.Append(CultureInfo.InvariantCulture, $"{Word(i * 7919 % 160_000)} {Word(i)} {Word(i / 160_000 * 777)},p{i}@city.example,es; pt,Seat de São Número {1 + i % 2000} | Alcaldía {i % 9} | mayor | elected | 2019-01-01\n");
        }
        return file.ToString();
    }

    [Fact]
    public async Task A_service_killed_while_it_checks_goes_on_and_one_killed_while_it_commits_has_written_nothing()
    {
        var uploaded = await _api.UploadAsync("organisations", FileOf(1..30_000, "Killed"));
        var path = uploaded.Location!;
        var read = await UntilAsync(path, "read", 5_000);
        await _service.KillAsync();
        (await CountAsync($"SELECT count(*) FROM import_rows")).ShouldBe(await CountAsync("SELECT rows_read FROM imports"), "whole batches");
        await _service.StartAsync(Token);
        (await _api.GetAsync(path)).Count("read").ShouldBeGreaterThanOrEqualTo(read, "it does not begin anew");
        var check = await _api.WaitAsync(path, 300);
        (check.Count("read"), check.Count("created")).ShouldBe((30_000, 30_000));
        (await CountAsync("SELECT count(DISTINCT number) FROM import_rows")).ShouldBe(30_000);

        (await _api.PostAsync($"{path}/commit", null, check.ETag)).Code.ShouldBe(202);
        await UntilAsync(path, "written", 5_000);
        await _service.KillAsync();
        (await CountAsync("SELECT count(*) FROM organisations")).ShouldBe(0);
        (await CountAsync("SELECT count(*) FROM outbox")).ShouldBe(0);
        await _service.StartAsync(Token);

        (await _api.WaitAsync(path, 300)).Text("state").ShouldBe("committed");
        (await CountAsync("SELECT count(*) FROM organisations")).ShouldBe(30_000);
        (await CountAsync("SELECT count(*) FROM outbox")).ShouldBe(30_000);
        (await CountAsync("SELECT count(*) FROM history WHERE record = 'organisation'")).ShouldBe(30_000);
        (await _service.RunAsync("verify-history", Token)).Code.ShouldBe(0);
    }

    static string FileOf(Range rows, string name)
    {
        var file = new StringBuilder("name,kind,country,languages,population,website,otherNames,competences\n");
        for (var i = rows.Start.Value; i <= rows.End.Value; i++)
        {
            file.Append(CultureInfo.InvariantCulture, $"{name} de São Número {i},municipality,{(i % 2 == 0 ? "BR" : "MX")},es; pt,{i},https://city-{i}.example,C{i} | acronym,housing | shared; water | full\n");
        }
        return file.ToString();
    }

    async Task<int> UntilAsync(string import, string count, int rows)
    {
        while (true)
        {
            var state = await _api.GetAsync(import);
            if (state.Count(count) >= rows) return state.Count(count);
            state.Text("state").ShouldNotBeOneOf("failed", "committed");
            await Task.Delay(10, Token);
        }
    }

    async Task<long> CountAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(_database);
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Token), CultureInfo.InvariantCulture);
    }
}
