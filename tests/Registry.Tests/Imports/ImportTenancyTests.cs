using System.Text.Json;
using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Registry.Tests.Imports;

public sealed class ImportTenancyTests(RegistryService registry) : IAsyncLifetime
{
    NetworkClient _ours = null!;
    NetworkClient _theirs = null!;
    ApiAnswer _theirCity = null!;
    ApiAnswer _theirMayor = null!;

    public async ValueTask InitializeAsync()
    {
        (_ours, _theirs) = (await registry.NewNetworkAsync($"Nuestra {Guid.NewGuid()}"), await registry.NewNetworkAsync($"Suya {Guid.NewGuid()}"));
        _theirCity = await RegistryService.NewOrganisationAsync(_theirs.Api, $"Rosario {Guid.NewGuid()}", country: "AR");
        _theirMayor = await RegistryService.NewPersonAsync(_theirs.Api, $"Mayor {Guid.NewGuid()}");
        await RegistryService.NewPositionAsync(_theirs.Api, _theirMayor.Id, _theirCity.Id, "2019-01-01");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_report_tells_nothing_of_records_that_its_reader_may_not_read_any_more()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat, $"Ida {Guid.NewGuid():N}");
        var membership = await registry.Secretariat.PostAsync($"{city.Location}/memberships", new { networkId = network.Id, from = "2015-01-01" });
        var name = city.Text("name");
        object[] rows = [new { id = city.Id, population = 5 }, new { name = name.ToUpperInvariant(), kind = "municipality", country = "CL" }];
        var check = await network.Api.CheckAsync("organisations", JsonSerializer.Serialize(rows), "application/json");
        (string?, int, int) Told(List<JsonNode> rows) => ((string?)rows[0]["recordId"], rows[0]["columns"]!.AsArray().Count, rows[1]["possiblyOf"]!.AsArray().Count);
        Told(await network.Api.RowsAsync(check)).ShouldBe((city.Id, 1, 1));

        (await registry.Secretariat.PatchAsync(membership.Location!, new { to = "2019-12-31" }, membership.ETag)).Code.ShouldBe(200);

        Told(await network.Api.RowsAsync(check)).ShouldBe((null, 0, 0));
        Told(await registry.Secretariat.RowsAsync(check)).ShouldBe((city.Id, 1, 1));
    }

    [Fact]
    public async Task What_a_network_may_not_see_is_told_like_what_does_not_exist()
    {
        var check = await _ours.Api.CheckAsync("organisations", $"""
            id,name,kind,country,memberships
            {_theirCity.Id},Ours,municipality,AR,
            {Guid.NewGuid()},Ours,municipality,AR,
            ,{_theirCity.Text("name")},municipality,AR,
            ,Nueva,municipality,AR,{_theirs.Id}
            """);

        (await _ours.Api.ReasonsAsync(check)).ShouldBe(["id unknown-organisation", "id unknown-organisation", "memberships[0].network unknown-network"]);
        (await _ours.Api.OutcomesAsync(check))[2].ShouldBe("created", "a hidden namesake is no evidence");

        var people = await _ours.Api.CheckAsync("people", $"""
            id,name,emails,positions
            {_theirMayor.Id},Ours,,
            ,{_theirMayor.Text("name")},somebody@example.org,
            ,Nuevo,,{_theirCity.Id} | Mayor | mayor
            ,Nuevo,,{_theirCity.Text("name")} | Mayor | mayor
            """);

        (await _ours.Api.ReasonsAsync(people)).ShouldBe(["id unknown-person", "positions[0].organisation unknown-organisation", "positions[0].organisation unknown-organisation"]);
        (await _ours.Api.OutcomesAsync(people))[1].ShouldBe("created");
    }

    [Fact]
    public async Task What_was_merged_into_a_hidden_record_is_told_as_itself()
    {
        var city = await RegistryService.NewOrganisationAsync(_ours.Api, $"Propia {Guid.NewGuid()}", country: "AR");
        var mayor = await RegistryService.NewPersonAsync(_ours.Api, $"Propia {Guid.NewGuid()}");
        await RegistryService.NewPositionAsync(_ours.Api, mayor.Id, city.Id, "2019-01-01");
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { organisationId = city.Id, intoId = _theirCity.Id })).Code.ShouldBe(201);
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = mayor.Id, intoId = _theirMayor.Id })).Code.ShouldBe(201);

        foreach (var (kind, file, record) in new[]
        {
            ("organisations", $"name,kind,country\n{city.Text("name")},municipality,AR\n", city), ("people", $"name\n{mayor.Text("name")}\n", mayor),
        })
        {
            var row = (await _ours.Api.RowsAsync(await _ours.Api.CheckAsync(kind, file))).ShouldHaveSingleItem();
            ((string)row["outcome"]!).ShouldBe("possible-duplicate", row.ToJsonString());
            var of = row["possiblyOf"]!.AsArray().ShouldHaveSingleItem()!;
            ((string)of["recordId"]!, (string)of["name"]!).ShouldBe((record.Id, record.Text("name")));
        }
    }

    [Fact]
    public async Task A_network_changes_only_its_members_and_reads_the_directory_unchanged()
    {
        await registry.VerifyAsync(_theirCity);
        var ours = await RegistryService.NewOrganisationAsync(_ours.Api, $"Propia {Guid.NewGuid()}");
        await registry.VerifyAsync(ours);
        var person = await RegistryService.NewPersonAsync(_ours.Api, $"Propia {Guid.NewGuid()}");

        var check = await _ours.Api.CheckAsync("organisations", $"""
            id,name,population,memberships
            {_theirCity.Id},{_theirCity.Text("name")},5,
            {ours.Id},Otro nombre,5,
            """);
        (await _ours.Api.ReasonsAsync(check)).ShouldBe(["not-your-member", "verified-by-secretariat"]);

        var same = await _ours.Api.CheckAsync("organisations", $"id,name\n{_theirCity.Id},{_theirCity.Text("name")}\n");
        (await _ours.Api.OutcomesAsync(same)).ShouldBe(["unchanged"]);
        var people = await _ours.Api.CheckAsync("people", $"id,positions\n{person.Id},{_theirCity.Id} | Mayor | mayor\n");
        (await _ours.Api.ReasonsAsync(people)).ShouldBe(["not-your-member"]);
    }

    [Fact]
    public async Task What_a_network_imports_is_unverified_and_its_member_and_what_it_asks_for_waits()
    {
        await registry.VerifyAsync(_theirCity);
        var name = $"Miembro {Guid.NewGuid()}";

        var import = await _ours.Api.ImportAsync("organisations", $"id,name,kind,memberships\n,{name},municipality,{_ours.Id}\n{_theirCity.Id},{_theirCity.Text("name")},municipality,{_ours.Id} | 2020-01-01\n");

        var created = await _ours.Api.GetAsync($"/api/v1/organisations/{(await _ours.Api.RowsAsync(import))[0]["recordId"]}");
        ((bool)created.Body!["verified"]!).ShouldBeFalse();
        (await _ours.Api.GetAsync($"/api/v1/organisations/{created.Id}/memberships")).Items.ShouldHaveSingleItem()!["status"]!.ToString().ShouldBe("confirmed");
        (await _ours.Api.GetAsync($"{_theirCity.Location}/memberships")).Items.ShouldHaveSingleItem()!["status"]!.ToString().ShouldBe("proposed");
        (await _ours.Api.GetAsync(_theirMayor.Location!)).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Who_lost_a_member_after_the_report_changes_nothing_of_it()
    {
        var check = await _theirs.Api.CheckAsync("organisations", $"id,population\n{_theirCity.Id},5\n");
        var membership = (await _theirs.Api.GetAsync($"{_theirCity.Location}/memberships")).Items.Single()!;
        (await registry.Secretariat.PatchAsync($"/api/v1/memberships/{membership["id"]}", new { from = "2015-01-01", to = "2019-12-31" }, "\"1\"")).Code.ShouldBe(200);

        var again = await _theirs.Api.CommitAsync(check);

        (again.Text("state"), again.Problem(), again.Count("rejected")).ShouldBe(("checked", "import-outdated", 1));
        (await registry.Secretariat.GetAsync(_theirCity.Location!)).Body!["population"].ShouldBeNull();
    }

    [Fact]
    public async Task An_import_is_its_networks_and_the_secretariats_affair()
    {
        var check = await _ours.Api.CheckAsync("organisations", "name,kind\nUna,municipality\n");
        var path = $"/api/v1/registry/imports/{check.Id}";

        foreach (var answer in new[] { await _theirs.Api.GetAsync(path), await _theirs.Api.GetAsync($"{path}/rows"),
            await _theirs.Api.PostAsync($"{path}/commit", null, check.ETag), await _theirs.Api.PostAsync($"{path}/cancel", null, "*") })
        {
            answer.Code.ShouldBe(404);
        }
        (await _theirs.Api.GetAsync("/api/v1/registry/imports?count=true")).Told().ShouldBe((0, 0));
        (await _ours.Api.GetAsync("/api/v1/registry/imports")).Items.Select(import => (string)import!["id"]!).ShouldBe([check.Id]);
        (await registry.Secretariat.GetAsync(path)).Code.ShouldBe(200);
        var reader = registry.Client(TestTokens.Network(_ours.Id, Scopes.RegistryRead));
        (await reader.UploadAsync("organisations", "name,kind\n")).Code.ShouldBe(403);
        (await reader.PostAsync($"{path}/commit", null, check.ETag)).Code.ShouldBe(403);
        (await registry.Client(null).GetTextAsync("/api/v1/registry/exports/people.csv")).Code.ShouldBe(401);
    }

    [Fact]
    public async Task An_export_holds_what_the_list_holds()
    {
        (await _ours.Api.DownloadAsync("people.csv")).ShouldNotContain(_theirMayor.Text("name"));
        (await _ours.Api.DownloadAsync("organisations.csv")).ShouldNotContain(_theirCity.Text("name"));
        (await _theirs.Api.DownloadAsync("people.csv")).ShouldContain(_theirMayor.Text("name"));
        (await _theirs.Api.DownloadAsync("organisations.csv?country=AR")).ShouldContain(_theirCity.Text("name"));
        (await _theirs.Api.DownloadAsync("organisations.csv?country=CL")).ShouldNotContain(_theirCity.Text("name"));
        (await _theirs.Api.DownloadAsync($"people.json?organisation={_theirs.Id}")).ShouldBe("[]");
        (await _theirs.Api.GetTextAsync("/api/v1/registry/exports/organisations.csv?kind=village")).Code.ShouldBe(400);
    }
}
