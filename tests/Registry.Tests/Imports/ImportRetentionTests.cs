using System.Net;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Registry.Imports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Registry.Tests.Imports;

public sealed class ImportRetentionTests(RegistryService registry)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_is_erased_is_in_no_file_report_or_row_any_more()
    {
        var network = await registry.NewNetworkAsync();
        var import = await network.Api.ImportAsync("people", "name,emails,phones\nLeonora Carrington,leonora@city.example,'+52 55 555 0188\nOtra Persona,,\n");
        var person = (string)(await network.Api.RowsAsync(import))[0]["recordId"]!;
        var pending = await network.Api.CheckAsync("people", "name,emails\nLeonora Carringtón,leonora@city.example\n");
        string[] words = ["Leonora", "leonora@city.example", "52 55 555 0188"];
        (await registry.RowsNamingAsync(words)).Count.ShouldBeGreaterThan(3);

        await registry.EraseAsync(person);

        (await registry.RowsNamingAsync(words)).ShouldBeEmpty();
        var emptied = await network.Api.GetAsync($"/api/v1/registry/imports/{import.Id}");
        (emptied.Text("state"), (bool)emptied.Body!["reportKept"]!).ShouldBe(("committed", false));
        var cancelled = await network.Api.GetAsync($"/api/v1/registry/imports/{pending.Id}");
        (cancelled.Text("state"), cancelled.Problem()).ShouldBe(("cancelled", "import-erased"));
        (await registry.FaultOfHistoryAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Whoever_is_erased_is_in_no_file_under_an_earlier_name_address_or_number_either()
    {
        var (network, tag) = (await registry.NewNetworkAsync(), $"{Guid.NewGuid():N}");
        var (name, spelling, email, phone) = ($"Zoraida {tag}", $"Soraya {tag}", $"{tag}@city.example", $"+52 {Random.Shared.NextInt64(1_000_000_000, 9_999_999_999)}");
        var person = await registry.Secretariat.PostAsync("/api/v1/people",
            new { name, otherSpellings = new[] { new { name = spelling } }, emails = new[] { email }, phones = new[] { phone } });
        var now = new { name = $"Now {tag}", otherSpellings = Array.Empty<object>(), emails = Array.Empty<string>(), phones = Array.Empty<string>() };
        (await registry.Secretariat.PatchAsync(person.Location!, now, person.ETag)).Code.ShouldBe(200);
        List<ApiAnswer> files = [];
        foreach (var word in (string[])[name, spelling, email, phone])
        {
            files.Add(await network.Api.CheckAsync("organisations", $"name,kind,otherNames\nCasa,municipality,Office ({word.ToUpperInvariant()}) | as-printed\n"));
        }

        await registry.EraseAsync(person.Id);

        foreach (var file in files) ((bool)(await network.Api.GetAsync($"/api/v1/registry/imports/{file.Id}")).Body!["reportKept"]!).ShouldBeFalse();
        (await registry.RowsNamingAsync(tag.ToUpperInvariant(), phone)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_s_name_is_part_of_another_takes_no_other_file_along()
    {
        var network = await registry.NewNetworkAsync();
        var (tag, person) = ($"{Guid.NewGuid():N}", await RegistryService.PersonAsync(registry.Secretariat, "Ana"));
        var kept = await network.Api.CheckAsync("organisations", $"name,kind,website\nPanamá {tag},municipality,https://ana.example\nSant'Ana do Livramento {tag},municipality,\n");
        var gone = await network.Api.CheckAsync("organisations", $"name,kind,otherNames\nCasa {tag},municipality,\"Office (Ana) | as-printed\"\n");

        await registry.EraseAsync(person.Id);

        (bool Kept, bool Gone) still = (await IsKeptAsync(kept), await IsKeptAsync(gone));
        still.ShouldBe((true, false));

        async Task<bool> IsKeptAsync(ApiAnswer import) => (bool)(await network.Api.GetAsync($"/api/v1/registry/imports/{import.Id}")).Body!["reportKept"]!;
    }

    [Theory]
    [InlineData("name,remark\nSomebody else,{0}\n")]
    [InlineData("name,needs\nSomebody else,\nx,y,{0}\n")]
    public async Task What_was_not_read_of_a_file_goes_with_whoever_is_erased(string file)
    {
        var network = await registry.NewNetworkAsync();
        var name = $"Remarked {Guid.NewGuid():N}";
        var person = await RegistryService.PersonAsync(registry.Secretariat, name);
        var check = await network.Api.CheckAsync("people", file.Replace("{0}", name, StringComparison.Ordinal));

        await registry.EraseAsync(person.Id);

        ((bool)(await network.Api.GetAsync($"/api/v1/registry/imports/{check.Id}")).Body!["reportKept"]!).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""[{ "name": "Somebody else" }, "{0}"]""")]
    [InlineData("""[{ "name": "{0} \ud800" }]""")]
    public async Task What_was_no_record_of_a_JSON_file_goes_with_whoever_is_erased(string file)
    {
        var network = await registry.NewNetworkAsync();
        var name = $"Remarked {Guid.NewGuid():N}";
        var person = await RegistryService.PersonAsync(registry.Secretariat, name);
        var check = await network.Api.CheckAsync("people", file.Replace("{0}", name, StringComparison.Ordinal), "application/json");

        await registry.EraseAsync(person.Id);

        ((bool)(await network.Api.GetAsync($"/api/v1/registry/imports/{check.Id}")).Body!["reportKept"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_somebody_works_on_holds_up_no_erasure_no_merge_and_no_other_file_that_goes()
    {
        var network = await registry.NewNetworkAsync();
        var (name, tag) = ($"Held up {Guid.NewGuid():N}", $"{Guid.NewGuid():N}");
        var (person, first, second) = (await RegistryService.PersonAsync(registry.Secretariat, name), await RegistryService.NewPersonAsync(registry.Secretariat), await RegistryService.NewPersonAsync(registry.Secretariat));
        var held = await network.Api.CheckAsync("organisations", $"name,kind\nHeld {tag} ({name}),municipality\n");
        var free = await network.Api.CheckAsync("organisations", $"name,kind\nFree {tag} ({name}),municipality\n");
        await using var database = Npgsql.NpgsqlDataSource.Create(registry.Database);
        await using var connection = await database.OpenConnectionAsync(Token);
        await using (var holding = await connection.BeginTransactionAsync(Token))
        {
            await using var hold = new Npgsql.NpgsqlCommand($"SELECT FROM imports WHERE id = '{held.Id}' FOR UPDATE", connection);
            await hold.ExecuteNonQueryAsync(Token);

            (await registry.Secretariat.PostAsync($"{person.Location}/erase", ifMatch: "*")).Code.ShouldBe(202);
            (await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = first.Id, intoId = second.Id })).Code.ShouldBe(201);
            await Eventually.IsAsync(async () => !await IsKeptAsync(free));
            (await registry.Secretariat.GetAsync($"{person.Location}/erasure")).Body!["receipts"]!["registry"].ShouldBeNull();
            (await IsKeptAsync(held)).ShouldBeTrue();
        }

        await registry.EraseAsync(person.Id);
        (await IsKeptAsync(held)).ShouldBeFalse();
        (await registry.RowsNamingAsync(name)).ShouldBeEmpty();

        async Task<bool> IsKeptAsync(ApiAnswer import) => (bool)(await network.Api.GetAsync($"/api/v1/registry/imports/{import.Id}")).Body!["reportKept"]!;
    }

    [Theory]
    [InlineData("Işık", "IŞIK")]
    [InlineData("Νίκος", "ΝΊΚΟΣ")]
    [InlineData("İbrahim", "ibrahim")]
    [InlineData("Strauß", "STRAUSS")]
    [InlineData("José", "Jose\u0301")]
    [InlineData("Ana Souza", "Ana\u00a0  souza")]
    [InlineData("García (Alcaldesa)", "Garci\u0301a, alcaldesa")]
    public async Task A_name_is_found_however_it_is_written(string name, string written)
    {
        var (network, tag) = (await registry.NewNetworkAsync(), $"{Guid.NewGuid():N}");
        var person = await RegistryService.PersonAsync(registry.Secretariat, name.Replace(name[..1], $"{tag} {name[..1]}", StringComparison.Ordinal));
        var file = await network.Api.CheckAsync("organisations", $"name,kind\n\"Casa {tag}: {tag} {written}\",municipality\n");

        await registry.EraseAsync(person.Id);

        ((bool)(await network.Api.GetAsync($"/api/v1/registry/imports/{file.Id}")).Body!["reportKept"]!).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""[{ "name": "Casa", "kind": "municipality", "competences": { "{0}": "full" } }]""", false)]
    [InlineData("""[{ "name": "Casa", "kind": "municipality", "otherNames": [{ "name": "{0}" }] }]""", false)]
    [InlineData("""[{ "name": "a\u0000b", "kind": "municipality" }, { "name": "\ud800 Casa", "kind": "municipality" }]""", true)]
    [InlineData("""[{ "name": "Casa (Mayor)", "kind": "municipality" }]""", true)]
    public async Task Of_a_JSON_file_every_word_is_looked_at_and_the_parts_of_a_name_only_together(string file, bool isKept)
    {
        var network = await registry.NewNetworkAsync();
        var name = $"Word {Guid.NewGuid():N}";
        var person = await RegistryService.PersonAsync(registry.Secretariat, isKept ? $"{name} (Mayor)" : name);
        var check = await network.Api.CheckAsync("organisations", file.Replace("{0}", name, StringComparison.Ordinal), "application/json");

        await registry.EraseAsync(person.Id);

        ((bool)(await network.Api.GetAsync($"/api/v1/registry/imports/{check.Id}")).Body!["reportKept"]!).ShouldBe(isKept);
    }

    [Fact]
    public async Task A_file_that_is_to_go_is_not_committed_any_more()
    {
        var network = await registry.NewNetworkAsync();
        var name = $"Not again {Guid.NewGuid():N}";
        var person = await RegistryService.PersonAsync(registry.Secretariat, name);
        var check = await network.Api.CheckAsync("organisations", $"name,kind\nCasa ({name}),municipality\n");
        await using var database = Npgsql.NpgsqlDataSource.Create(registry.Database);
        await using var connection = await database.OpenConnectionAsync(Token);
        await using (var holding = await connection.BeginTransactionAsync(Token))
        {
            // The worker waits for its turn.
            await registry.AskAsync(async _ =>
            {
                var key = BitConverter.ToInt64(System.Security.Cryptography.SHA256.HashData("erasure"u8));
                await using var hold = new Npgsql.NpgsqlCommand($"SELECT pg_advisory_xact_lock({key})", connection);
                return await hold.ExecuteNonQueryAsync(Token);
            });
            (await registry.Secretariat.PostAsync($"{person.Location}/erase", ifMatch: "*")).Code.ShouldBe(202);

            (await network.Api.PostAsync($"/api/v1/registry/imports/{check.Id}/commit", new { duplicates = "create" }, check.ETag)).Code.ShouldBe(202);
            await Eventually.IsAsync(async () => await registry.AskAsync(db => db.Imports.AnyAsync(i => i.Id == Guid.Parse(check.Id) && i.Attempts > 0, Token)));
        }

        await registry.EraseAsync(person.Id);
        var failed = await network.Api.GetAsync($"/api/v1/registry/imports/{check.Id}");
        failed.Text("state").ShouldBe("failed", failed.ToString());
        (await network.Api.GetAsync($"/api/v1/organisations?q={Uri.EscapeDataString(name)}")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_came_after_an_erasure_stays()
    {
        var network = await registry.NewNetworkAsync();
        var name = $"Once more {Guid.NewGuid():N}";
        var person = await RegistryService.PersonAsync(registry.Secretariat, name);
        await registry.EraseAsync(person.Id);

        var later = await network.Api.CheckAsync("people", $"name\n{name}\n");
        await registry.EraseAsync((await RegistryService.NewPersonAsync(registry.Secretariat)).Id);

        (await network.Api.OutcomesAsync(later)).ShouldBe(["created"]);
    }

    [Fact]
    public async Task A_person_is_given_the_rows_that_are_theirs()
    {
        var network = await registry.NewNetworkAsync();
        var name = $"Exported {Guid.NewGuid():N}";
        var import = await network.Api.ImportAsync("people", $"name,needs\n{name},a ramp\nSomebody else {Guid.NewGuid():N},\n");
        var person = (string)(await network.Api.RowsAsync(import))[0]["recordId"]!;

        var export = await registry.Secretariat.GetAsync($"/api/v1/people/{person}/export");

        var row = export.Body!["imports"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)row["importId"]!, (int)row["row"]!, (string)row["fields"]!["needs"]!).ShouldBe((import.Id, 1, "a ramp"));
    }

    [Fact]
    public async Task A_report_that_names_whoever_is_erased_as_a_possible_duplicate_goes_too()
    {
        var network = await registry.NewNetworkAsync();
        var name = $"Zoë Ñáñez {Guid.NewGuid():N}";
        var person = await RegistryService.PersonAsync(network.Api, name);
        var check = await network.Api.CheckAsync("people", $"name\n{name.ToUpperInvariant().Replace("Ë", "E", StringComparison.Ordinal)}\n");
        (await network.Api.OutcomesAsync(check)).ShouldBe(["possible-duplicate"]);

        await registry.EraseAsync(person.Id);

        ((bool)(await network.Api.GetAsync($"/api/v1/registry/imports/{check.Id}")).Body!["reportKept"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task Files_and_reports_go_after_their_time_and_what_was_never_committed_expires()
    {
        var network = await registry.NewNetworkAsync();
        const string File = "name,kind\nRetenida,municipality\n";
        var (done, idle, recent) = (await network.Api.ImportAsync("organisations", File), await network.Api.CheckAsync("organisations", File), await network.Api.CheckAsync("organisations", File));
        var dropped = await network.Api.CheckAsync("organisations", File);
        (await network.Api.PostAsync($"/api/v1/registry/imports/{dropped.Id}/cancel", null, "*")).Code.ShouldBe(202);
        await AgeAsync(done.Id, 31);
        await AgeAsync(idle.Id, 31);
        await AgeAsync(dropped.Id, 2);
        var brokenOff = Guid.CreateVersion7();
        await registry.AskAsync(db => db.Database.ExecuteSqlAsync(
            $"INSERT INTO import_chunks VALUES ({brokenOff}, 0, {new byte[] { 1 }}, now() - interval '2 days')", Token));

        await ImportCleanup.RunAsync(registry.Services.GetRequiredService<ImportWork>(), Token);

        foreach (var (import, state) in new[] { (done, "committed"), (dropped, "cancelled") })
        {
            var answer = await network.Api.GetAsync($"/api/v1/registry/imports/{import.Id}");
            (answer.Text("state"), (bool)answer.Body!["reportKept"]!).ShouldBe((state, false));
            (await network.Api.RowsAsync(import)).ShouldBeEmpty();
        }
        (await network.Api.GetAsync($"/api/v1/registry/imports/{idle.Id}")).Problem().ShouldBe("import-expired");
        (await network.Api.RowsAsync(recent)).Count.ShouldBe(1);
        (await registry.AskAsync(db => db.ImportChunks.AnyAsync(chunk => chunk.ImportId == brokenOff, Token))).ShouldBeFalse();
    }

    [Fact]
    public async Task Uploads_under_way_count_and_those_that_break_off_leave_nothing()
    {
        var (network, tag) = (await registry.NewNetworkAsync(), Guid.NewGuid().ToByteArray());
        using var broken = new CancellationTokenSource();
        var uploads = Enumerable.Range(0, 20).Select(_ => UploadForeverAsync(network, tag, broken.Token)).ToArray();
        await Eventually.IsAsync(async () => await PiecesAsync() == uploads.Length);

        (await network.Api.UploadAsync("organisations", "name,kind\nUna,municipality\n")).Rule.ShouldBe("imports-unfinished");
        (await network.Api.GetAsync("/api/v1/registry/imports")).Items.ShouldBeEmpty();

        await broken.CancelAsync();
        await Eventually.IsAsync(async () => await PiecesAsync() == 0);
        await Eventually.IsAsync(async () => (await network.Api.UploadAsync("organisations", "name,kind\nUna,municipality\n")).Code == 202);
        foreach (var upload in uploads) await Should.ThrowAsync<OperationCanceledException>(upload);

        Task<int> PiecesAsync() => registry.AskAsync(db => db.Database.SqlQuery<int>(
            $"""SELECT count(*)::int AS "Value" FROM import_chunks WHERE position({tag} IN bytes) > 0""").SingleAsync(Token));
    }

    [Fact]
    public async Task An_upload_whose_replica_died_stands_in_the_way_of_others_for_half_an_hour_at_most()
    {
        var network = await registry.NewNetworkAsync();
        for (var n = 0; n < 20; n++)
        {
            var id = Guid.CreateVersion7();
            await registry.AskAsync(db => db.Database.ExecuteSqlAsync($"""
                INSERT INTO imports (id, version, kind, format, gzip, map, bytes, network_id, uploaded_at, state, columns, ignored,
                    rows_read, rows_created, rows_changed, rows_unchanged, rows_rejected, rows_possible_duplicate, rows_written, emptied, attempts)
                VALUES ({id}, 1, 'organisations', 'csv', false, ARRAY[]::text[], 0, {network.Id}, now() - interval '2 hours', 'uploading', ARRAY[]::text[], ARRAY[]::text[], 0, 0, 0, 0, 0, 0, 0, false, 0)
                """, Token));
            var age = n == 0 ? 1 : 31;
            await registry.AskAsync(db => db.Database.ExecuteSqlAsync($"INSERT INTO import_chunks VALUES ({id}, 0, {new byte[] { 1 }}, now() - make_interval(mins => {age}))", Token));
        }

        (await network.Api.UploadAsync("organisations", "name,kind\nUna,municipality\n")).Code.ShouldBe(202);

        (await registry.AskAsync(db => db.Imports.CountAsync(i => i.NetworkId == network.Id && i.State == ImportState.Uploading, Token))).ShouldBe(1);
    }

    /// <summary>Through a client that follows no redirections: others hold a whole body back until they have it.</summary>
    async Task UploadForeverAsync(NetworkClient network, byte[] tag, CancellationToken cancel)
    {
        using var http = registry.Server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/registry/imports?kind=organisations") { Content = new Unfinished(tag) };
        request.Headers.Authorization = network.Api.Authorization;
        await http.SendAsync(request, cancel);
    }

    /// <summary>A file of which one piece comes and no other.</summary>
    sealed class Unfinished : HttpContent
    {
        readonly byte[] _tag;

        public Unfinished(byte[] tag)
        {
            _tag = tag;
            Headers.ContentType = new("text/csv");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(_tag, cancellationToken);
            await stream.WriteAsync(new byte[256 << 10], cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    Task AgeAsync(string import, int days) => registry.AskAsync(db => db.Database.ExecuteSqlAsync(
        $"UPDATE imports SET uploaded_at = uploaded_at - make_interval(days => {days}), finished_at = finished_at - make_interval(days => {days}) WHERE id = {Guid.Parse(import)}", Token));
}
