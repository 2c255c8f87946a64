using System.Text;
using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Tests.Imports;

public sealed class ImportTests(RegistryService registry)
{
    [Fact]
    public async Task A_file_is_checked_then_committed_and_each_row_told()
    {
        var network = await registry.NewNetworkAsync();
        var known = await network.Api.PostAsync("/api/v1/organisations", new { name = "Quilpué", kind = "municipality", country = "CL", population = 1 });
        var file = $"""
            id,name,kind,country,population
            ,Nueva Ciudad,municipality,CL,5
            {known.Id},Quilpué,municipality,CL,151000
            ,Quilpué,municipality,CL,1
            ,,municipality,CL,
            ,Quilpue,municipality,CL,
            """;

        var check = await network.Api.CheckAsync("organisations", file);

        check.Text("state").ShouldBe("checked", check.ToString());
        var rows = await network.Api.RowsAsync(check);
        rows.Select(row => $"{row["row"]} {row["outcome"]}").ShouldBe(["1 created", "2 changed", "3 rejected", "4 rejected", "5 possible-duplicate"]);
        rows[1]["columns"]!.AsArray().Select(column => (string)column!).ShouldBe(["population"]);
        (await network.Api.ReasonsAsync(check)).ShouldBe(["id row-repeats", "name required"]);
        ((string)rows[4]["possiblyOf"]![0]!["recordId"]!).ShouldBe(known.Id);
        (check.Count("read"), check.Count("created"), check.Count("changed"), check.Count("rejected"), check.Count("possibleDuplicate")).ShouldBe((5, 1, 1, 2, 1));
        (await network.Api.GetAsync($"/api/v1/organisations/{rows[0]["recordId"]}")).Code.ShouldBe(404, "a dry run writes nothing");

        (await network.Api.PostAsync($"/api/v1/registry/imports/{check.Id}/commit", null, check.ETag)).Rule.ShouldBe("import-has-rejected-rows");
        (await network.Api.PostAsync($"/api/v1/registry/imports/{check.Id}/commit", new { skipRejected = true }, check.ETag)).Rule.ShouldBe("import-has-possible-duplicates");
        var commit = await network.Api.CommitAsync(check, new { skipRejected = true, duplicates = "create" });

        (commit.Text("state"), commit.Count("written")).ShouldBe(("committed", 3));
        (await network.Api.GetAsync($"/api/v1/organisations/{rows[0]["recordId"]}")).Text("name").ShouldBe("Nueva Ciudad");
        ((int)(await network.Api.GetAsync(known.Location!)).Body!["population"]!).ShouldBe(151_000);
        (await network.Api.GetAsync($"/api/v1/organisations/{rows[4]["recordId"]}")).Code.ShouldBe(200);
    }

    [Theory]
    [InlineData("organisations", "name,kind,country,population\nIgual,municipality,UY,7\n")]
    [InlineData("people", "name,emails,languages\nIgual a otra,igual@city.example,es; pt\n")]
    public async Task History_and_event_of_an_import_are_those_of_a_single_request(string kind, string file)
    {
        var network = await registry.NewNetworkAsync();
        object body = kind == "organisations"
            ? new { name = "Igual", kind = "municipality", country = "UY", population = 7 }
            : new { name = "Igual a otra", emails = new[] { "igual@city.example" }, languages = new[] { "es", "pt" } };
        var import = await network.Api.ImportAsync(kind, file);
        var imported = (string)(await network.Api.RowsAsync(import))[0]["recordId"]!;

        var single = await network.Api.PostAsync($"/api/v1/{kind}", body);

        (await HistoryAsync(imported)).ShouldBe(await HistoryAsync(single.Id));
        (await EventsAsync(imported)).ShouldBe(await EventsAsync(single.Id));
        (await registry.FaultOfHistoryAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task History_and_event_of_a_change_by_import_are_those_of_a_single_request()
    {
        var network = await registry.NewNetworkAsync();
        var (first, second) = (await RegistryService.NewOrganisationAsync(network.Api, "Gemela"), await RegistryService.NewOrganisationAsync(network.Api, "Gemela"));
        await network.Api.ImportAsync("organisations", $"id,population,languages\n{first.Id},9,es\n");
        (await network.Api.PatchAsync(second.Location!, new { population = 9, languages = new[] { "es" } }, second.ETag)).Code.ShouldBe(200);

        (await HistoryAsync(first.Id)).ShouldBe(await HistoryAsync(second.Id));
        (await EventsAsync(first.Id)).ShouldBe(await EventsAsync(second.Id));
        (await network.Api.PatchAsync(first.Location!, new { population = 10 }, "\"2\"")).Code.ShouldBe(200);
        (await registry.EventsOfAsync(first.Id))[^1].ShouldContain("\"version\":3");
    }

    [Fact]
    public async Task A_part_that_an_import_adds_raises_the_version_of_its_record_event()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat, "Con cargo");
        var person = await RegistryService.NewPersonAsync(registry.Secretariat, "Con Cargo Nuevo");

        await registry.Secretariat.ImportAsync("people", $"id,positions\n{person.Id},{city.Id} | Alcaldesa | mayor | elected | 2021-06-28\n");

        var told = (await registry.EventsOfAsync(person.Id)).Select(e => JsonNode.Parse(e["PersonChanged ".Length..])!).ToList();
        told.Select(e => $"{e["version"]} {e["positions"]!.AsArray().Count}").ShouldBe(["1 0", "2 1"]);
        (await registry.HistoryOfAsync(person.Id)).Select(e => $"{e.Record} {e.Action}").ShouldBe(["person created", "position created"]);
        var position = (await registry.Secretariat.GetAsync($"{person.Location}/positions")).Items.ShouldHaveSingleItem()!;
        (position["title"]!.ToString(), (bool)position["elected"]!, position["from"]!.ToString()).ShouldBe(("Alcaldesa", true, "2021-06-28"));
    }

    [Fact]
    public async Task A_commit_asked_for_many_times_at_once_and_again_writes_once()
    {
        var network = await registry.NewNetworkAsync();
        var check = await network.Api.CheckAsync("organisations", "name,kind\nUna,municipality\nDos,municipality\n");
        var path = $"/api/v1/registry/imports/{check.Id}/commit";

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => registry.Client(network.Token, second: n % 2 == 0).PostAsync(path, null, check.ETag)));

        answers.Count(answer => answer.Code == 202).ShouldBe(1);
        answers.Where(answer => answer.Code != 202).ShouldAllBe(answer => answer.Code == 412);
        var done = await network.Api.WaitAsync($"/api/v1/registry/imports/{check.Id}");
        (await network.Api.PostAsync(path, null, done.ETag)).Rule.ShouldBe("import-committed");
        (await network.Api.GetAsync($"/api/v1/organisations?network={network.Id}&count=true")).Told().ShouldBe((2, 2));
    }

    [Fact]
    public async Task Who_changed_a_record_after_the_report_is_not_overwritten()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(network.Api, "Movida");
        var check = await network.Api.CheckAsync("organisations", $"id,population\n{city.Id},5\n");
        (await network.Api.PatchAsync(city.Location!, new { population = 6 }, city.ETag)).Code.ShouldBe(200);

        var again = await network.Api.CommitAsync(check);

        (again.Text("state"), again.Problem()).ShouldBe(("checked", "import-outdated"));
        ((int)(await network.Api.GetAsync(city.Location!)).Body!["population"]!).ShouldBe(6);
        (await network.Api.CommitAsync(again)).Text("state").ShouldBe("committed");
        ((int)(await network.Api.GetAsync(city.Location!)).Body!["population"]!).ShouldBe(5);
    }

    [Theory]
    [InlineData("organisations")]
    [InlineData("people")]
    public async Task Who_changed_a_part_after_the_report_is_not_overwritten(string kind)
    {
        var (network, city) = (await registry.NewNetworkAsync(), await RegistryService.NewOrganisationAsync(registry.Secretariat));
        var mayor = await RegistryService.NewPersonAsync(registry.Secretariat);
        var part = kind is "people"
            ? await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, city.Id, "2018-01-01")
            : await registry.Secretariat.PostAsync($"{city.Location}/memberships", new { networkId = network.Id, from = "2018-01-01" });
        var (etag, to) = (part.ETag, new DateOnly(2024, 6, 30));
        ApiAnswer again;
        do
        {
            to = to.AddDays(-1);
            var check = await registry.Secretariat.CheckAsync(kind, kind is "people"
                ? $"id,positions\n{mayor.Id},{city.Id} | Mayor | mayor | | 2018-01-01 | 2030-12-31\n"
                : $"id,memberships\n{city.Id},{network.Id} | 2018-01-01 | 2030-12-31\n");
            check.Count("changed").ShouldBe(1, check.ToString());
            var patched = await registry.Secretariat.PatchAsync(part.Location!, new { to }, etag);
            patched.Code.ShouldBe(200, patched.ToString());
            etag = patched.ETag;
            again = await registry.Secretariat.CommitAsync(check);
        }
        while (again.Problem() == "import-erased"); // Another test's erasure takes files of people along while they are read anew.

        (again.Text("state"), again.Problem()).ShouldBe(("checked", "import-outdated"));
        var parts = await registry.Secretariat.GetAsync(kind is "people" ? $"{mayor.Location}/positions" : $"{city.Location}/memberships");
        ((string)parts.Items.ShouldHaveSingleItem()!["to"]!).ShouldBe($"{to:O}");
    }

    [Fact]
    public async Task What_appears_after_the_report_is_reported_before_it_is_doubled()
    {
        var network = await registry.NewNetworkAsync();
        var check = await network.Api.CheckAsync("organisations", "name,kind,country\nAparecida,municipality,BR\n");
        await RegistryService.NewOrganisationAsync(network.Api, "Aparecida", country: "BR");

        var again = await network.Api.CommitAsync(check);

        (again.Text("state"), again.Problem(), again.Count("unchanged")).ShouldBe(("checked", "import-outdated", 1));
    }

    [Fact]
    public async Task Two_commits_of_one_file_at_once_do_not_double_its_records()
    {
        var (network, token) = (await registry.NewNetworkAsync(), TestContext.Current.CancellationToken);
        var file = "name,kind,country\n" + string.Concat(Enumerable.Range(0, 500).Select(n => $"Doble {n},municipality,CL\n"));
        ApiAnswer[] checks = [await network.Api.CheckAsync("organisations", file), await registry.Client(network.Token, second: true).CheckAsync("organisations", file)];
        checks.ShouldAllBe(check => check.Count("created") == 500);
        Guid[] ids = [.. checks.Select(check => Guid.Parse(check.Id))];

        var commits = await registry.AskAsync(async db =>
        {
            // A commit waits for the network that its rows join: until each replica has begun with one, or others' imports keep it from it for long.
            await using var holding = await db.Database.BeginTransactionAsync(token);
            await db.LockAsync(network.Id, shared: false, token);
            var asked = checks.Select(check => network.Api.CommitAsync(check)).ToList();
            for (var patience = 100; patience > 0 && await db.Imports.CountAsync(i => ids.Contains(i.Id) && i.Attempts > 0, token) < 2; patience--) await Task.Delay(50, token);
            await holding.CommitAsync(token);
            return await Task.WhenAll(asked);
        });

        commits.Select(commit => (commit.Text("state"), commit.Problem())).ShouldBe([("committed", null), ("checked", "import-outdated")], ignoreOrder: true);
        commits.Single(commit => commit.Problem() is not null).Count("unchanged").ShouldBe(500);
        (await network.Api.GetAsync($"/api/v1/organisations?network={network.Id}&count=true")).Told().Total.ShouldBe(500);
    }

    [Fact]
    public async Task No_more_imports_are_open_than_the_limit_says_whoever_uploads_at_once()
    {
        var network = await registry.NewNetworkAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => network.Api.UploadAsync("organisations", $"name,kind\nLimited {n},municipality\n")));
        answers.Count(answer => answer.Code == 202).ShouldBeLessThanOrEqualTo(20);
    }

    [Fact]
    public async Task A_cancelled_import_is_not_committed_and_the_same_upload_is_made_once()
    {
        var network = await registry.NewNetworkAsync();
        var bytes = Encoding.UTF8.GetBytes("name,kind\nUna,municipality\n");
        var first = await network.Api.UploadAsync("organisations", bytes, key: "upload-once");
        var second = await network.Api.UploadAsync("organisations", bytes, key: "upload-once");
        second.Id.ShouldBe(first.Id);
        var check = await network.Api.WaitAsync(first.Location!);

        var path = $"/api/v1/registry/imports/{check.Id}";
        (await network.Api.PostAsync($"{path}/cancel", null, "*")).Code.ShouldBe(202);

        var cancelled = await network.Api.GetAsync(path);
        cancelled.Text("state").ShouldBe("cancelled");
        (await network.Api.PostAsync($"{path}/commit", null, cancelled.ETag)).Rule.ShouldBe("import-not-checked");
        (await network.Api.PostAsync($"{path}/cancel", null, cancelled.ETag)).Rule.ShouldBe("import-finished");
        (await network.Api.PostAsync($"{path}/commit", null)).Code.ShouldBe(428);
    }

    [Fact]
    public async Task Rows_that_say_the_same_are_looked_at_before_both_are_created()
    {
        var check = await registry.Secretariat.CheckAsync("people", """
            name,emails
            Ana Única,ana.unica@city.example
            Ana Unica,ANA.UNICA@city.example
            """);

        (await registry.Secretariat.OutcomesAsync(check)).ShouldBe(["created", "possible-duplicate"]);
        ((int)(await registry.Secretariat.RowsAsync(check))[1]["possiblyOf"]![0]!["row"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_person_is_found_by_name_and_address_or_organisation_and_otherwise_only_suspected()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(network.Api, "La Pintana de los Nombres");
        var person = await network.Api.PostAsync("/api/v1/people", new { name = "Juan Pablo Gutierrez", emails = new[] { "alcaldia@pintana.example" } });
        await RegistryService.NewPositionAsync(network.Api, person.Id, city.Id, "2018-01-01");

        var check = await network.Api.CheckAsync("people", """
            name,emails,positions
            Juan Pablo Gutierrez,alcaldia@pintana.example,
            Juan Pablo Gutierrez,,La Pintana de los Nombres | Mayor | mayor
            Juan Pablo Caceido,alcaldia@pintana.example,
            Juan Pablo Gutiérrez,,
            Somebody Else,,
            """);

        (await network.Api.OutcomesAsync(check)).ShouldBe(["unchanged", "rejected", "possible-duplicate", "possible-duplicate", "created"]);
        (await network.Api.RowsAsync(check, "possible-duplicate")).Select(row => $"{row["possiblyOf"]![0]!["because"]}").ShouldBe(["same-email", "similar-name"]);
        (await network.Api.ReasonsAsync(check)).ShouldBe(["id row-repeats"]);
    }

    [Fact]
    public async Task A_short_file_finds_its_record_among_very_many_of_one_name()
    {
        var (name, network) = ($"San José {Guid.NewGuid():N}", await registry.NewNetworkAsync());
        string[] others = ["AR", "BO", "BR", "CO", "CR", "CU", "DO", "EC", "ES", "GT", "HN", "MX", "NI", "PA", "PE", "PH", "PR", "PY", "SV", "US", "VE"];
        await network.Api.ImportAsync("organisations", "name,kind,country\n" + string.Concat(others.Append("UY").Select(country => $"{name},municipality,{country}\n")));
        await network.Api.ImportAsync("people", "name,emails\n" + string.Concat(others.Append("UY").Select(country => $"{name},{country}@{name[^32..]}.example\n")));

        (await network.Api.OutcomesAsync(await network.Api.CheckAsync("organisations", $"name,kind,country\n{name},municipality,UY\n"))).ShouldBe(["unchanged"]);
        (await network.Api.OutcomesAsync(await network.Api.CheckAsync("people", $"name,emails\n{name},UY@{name[^32..]}.example\n"))).ShouldBe(["unchanged"]);
    }

    [Fact]
    public async Task Reasons_are_told_in_the_language_of_whoever_asks()
    {
        var check = await registry.Secretariat.CheckAsync("organisations", "name,kind,country\nx,village,XX\n");

        foreach (var (language, said) in new[] { ("es", "tipo"), ("fr", "type"), ("pt", "tipo"), ("en", "kind") })
        {
            ((string)(await registry.Secretariat.RowsAsync(check, "rejected", language))[0]["reasons"]![0]!["text"]!).ShouldContain(said);
        }
    }

    [Fact]
    public async Task The_commit_is_in_the_history_as_the_act_of_who_asked_for_it()
    {
        var network = await registry.NewNetworkAsync();
        var import = await network.Api.ImportAsync("organisations", "name,kind\nFirmada,municipality\n");
        var record = (string)(await network.Api.RowsAsync(import))[0]["recordId"]!;
        var single = await RegistryService.NewOrganisationAsync(network.Api);

        var (mine, others) = ((await registry.HistoryOfAsync(record))[0], (await registry.HistoryOfAsync(single.Id))[0]);

        (mine.Actor, mine.Client).ShouldBe((others.Actor, others.Client));
        // Arrived, being checked, checked, being committed, committed.
        (await registry.HistoryOfAsync(import.Id)).Select(e => e.Action).ShouldBe(["created", "changed", "changed", "changed", "changed", "changed"]);
    }

    /// <summary>Without what is each record's own: ids.</summary>
    async Task<List<string>> HistoryAsync(string id) =>
        [.. (await registry.HistoryOfAsync(id)).Select(e => $"{e.Record} {e.Action} {e.Version} {e.Actor} {e.Client} {Plain(e.Payload!, id)} {e.Salt!.Length}").Order()];

    async Task<List<string>> EventsAsync(string id) =>
        [.. (await registry.EventsOfAsync(id)).Select(e => Plain(e, id))];

    static string Plain(string json, string id) =>
        System.Text.RegularExpressions.Regex.Replace(json.Replace(id, "THIS"), "\"id\":\"[0-9a-f-]{36}\"", "\"id\":\"…\"");
}
