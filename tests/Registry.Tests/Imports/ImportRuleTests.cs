using System.Text.Json;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests.Imports;

/// <summary>What a single request is refused, a row is refused, with the same code; what changes meanwhile is reported before it is written.</summary>
public sealed class ImportRuleTests(RegistryService registry)
{
    [Fact]
    public async Task A_retired_or_merged_organisation_takes_no_positions_or_memberships_from_a_file()
    {
        var network = await registry.NewNetworkAsync();
        var (city, person) = (await RegistryService.NewOrganisationAsync(registry.Secretariat), await RegistryService.NewPersonAsync(registry.Secretariat, "A person"));
        await RegistryService.NewPositionAsync(registry.Secretariat, person.Id, city.Id, "2015-01-01", "2020-12-31");
        (await registry.Secretariat.PostAsync($"{city.Location}/retire", new { on = "2020-12-31" }, city.ETag)).Code.ShouldBe(200);

        var people = await ReportAsync("people", $"""
            id,name,positions
            {person.Id},A person,{city.Id} | Mayor | mayor | | 2021-01-01
            {person.Id},A person,{city.Id} | Mayor | mayor | | 2015-01-01 | 2022-12-31
            ,Somebody of a retired city,{city.Id} | Clerk | other
            {person.Id},A person,{city.Id} | Mayor | mayor | elected | 2015-01-01 | 2019-12-31
            """);
        var organisations = await ReportAsync("organisations", $"id,memberships\n{city.Id},{network.Id} | 2020-01-01\n");

        people.Outcomes.ShouldBe(["rejected", "rejected", "rejected", "changed"], "the last one only gives days up");
        people.Reasons.ShouldBe(["organisation-not-active", "organisation-not-active", "organisation-not-active"]);
        organisations.Reasons.ShouldBe(["organisation-not-active"]);
    }

    [Fact]
    public async Task A_file_ends_a_position_of_a_merged_person_and_gives_them_no_new_one_nor_more_days()
    {
        var (city, kept) = (await RegistryService.NewOrganisationAsync(registry.Secretariat), await RegistryService.NewPersonAsync(registry.Secretariat));
        var merged = await RegistryService.NewPersonAsync(registry.Secretariat);
        var position = await RegistryService.NewPositionAsync(registry.Secretariat, merged.Id, city.Id, "2019-01-01", "2023-12-31");
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = merged.Id, intoId = kept.Id })).Code.ShouldBe(201);
        string File(string to, string title = "Mayor") => $"id,positions\n{merged.Id},{city.Id} | {title} | mayor | | 2019-01-01 | {to}\n";

        (await ReportAsync("people", File("2024-12-31"))).Reasons.ShouldBe(["person-not-active"]);
        (await ReportAsync("people", File("2021-12-31", "Deputy"))).Reasons.ShouldBe(["person-not-active"]);
        (await registry.Secretariat.ImportAsync("people", File("2021-12-31"))).Count("changed").ShouldBe(1);

        (await registry.Secretariat.GetAsync(position.Location!)).Text("to").ShouldBe("2021-12-31");
    }

    [Fact]
    public async Task The_name_of_a_merged_organisation_means_the_one_that_speaks_for_it_and_no_position_is_recorded_twice()
    {
        var (mark, mail) = ($"{Guid.NewGuid():N}", $"{Guid.NewGuid():N}@city.example");
        var kept = await RegistryService.NewOrganisationAsync(registry.Secretariat, $"Villa {mark}");
        var merged = await RegistryService.NewOrganisationAsync(registry.Secretariat, $"Pueblo {mark}");
        var mayor = await RegistryService.PersonAsync(registry.Secretariat, $"Alcaldesa {mark}", mail);
        await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, merged.Id, "2019-01-01");
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { organisationId = merged.Id, intoId = kept.Id })).Code.ShouldBe(201);

        (await ReportAsync("people", $"name,emails,positions\nAlcaldesa {mark},{mail},Pueblo {mark} | Mayor | mayor | | 2019-01-01\n")).Outcomes.ShouldBe(["unchanged"]);
        (await ReportAsync("people", $"name,positions\nAlcaldesa {mark},Pueblo {mark} | Mayor | mayor | | 2019-01-01\n")).Outcomes.ShouldBe(["unchanged"], "she is at that city");
        (await ReportAsync("people", $"id,positions\n{mayor.Id},{kept.Id} | Mayor | mayor | | 2019-01-01\n")).Outcomes.ShouldBe(["changed"], "an id means its record");
        (await ReportAsync("people", $"id,positions\n{mayor.Id},{merged.Id} | Clerk | other\n")).Reasons.ShouldBe(["organisation-not-active"], "an id means its record");
        var import = await registry.Secretariat.ImportAsync("people", $"""
            name,emails,positions
            Alcaldesa {mark},{mail},Pueblo {mark} | Mayor | mayor | | 2019-01-01 | 2023-12-31 ; Pueblo {mark} | Clerk | other | | 2024-01-01
            Consejero {Guid.NewGuid():N},,Pueblo {mark} | Clerk | other
            """);
        (await registry.Secretariat.ImportAsync("people", $"id,positions\n{mayor.Id},Villa {mark} | Mayor | mayor | | 2019-01-01 | 2027-12-31\n")).Count("changed").ShouldBe(1, "it is told of later days");

        import.Count("changed").ShouldBe(1);
        (await registry.Secretariat.GetAsync($"{mayor.Location}/positions")).Items.Select(at => $"{at!["organisationId"]} {at["title"]} {at["to"]}".Trim())
            .ShouldBe([$"{merged.Id} Mayor 2023-12-31", $"{kept.Id} Clerk", $"{kept.Id} Mayor 2027-12-31"], ignoreOrder: true);
        var created = (await registry.Secretariat.RowsAsync(import, "created")).ShouldHaveSingleItem();
        ((string)(await registry.Secretariat.GetAsync($"/api/v1/people/{created["recordId"]}/positions")).Items.ShouldHaveSingleItem()!["organisationId"]!).ShouldBe(kept.Id);
    }

    [Fact]
    public async Task The_name_of_merged_networks_means_the_one_that_speaks_and_no_membership_is_recorded_twice()
    {
        var name = $"Red {Guid.NewGuid():N}";
        var (merged, kept) = (await registry.NewNetworkAsync(name), await registry.NewNetworkAsync(name));
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        (await registry.Secretariat.PostAsync($"{city.Location}/memberships", new { networkId = merged.Id, from = "2015-01-01", to = "2016-12-31" })).Code.ShouldBe(201);
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { organisationId = merged.Id, intoId = kept.Id })).Code.ShouldBe(201);

        (await ReportAsync("organisations", $"id,memberships\n{city.Id},{name} | 2015-01-01 | 2016-12-31\n")).Outcomes.ShouldBe(["unchanged"]);
        (await ReportAsync("organisations", $"id,memberships\n{city.Id},{name} | 2015-01-01 | 2017-12-31\n")).Outcomes.ShouldBe(["changed"], "what was merged gains no days");
        (await ReportAsync("organisations", $"id,memberships\n{city.Id},{merged.Id} | 2015-01-01 | 2017-12-31\n")).Reasons.ShouldBe(["organisation-not-active"]);
        await registry.Secretariat.ImportAsync("organisations", $"id,memberships\n{city.Id},{name} | 2015-01-01 | 2015-12-31 ; {name} | 2018-01-01\n");
        await kept.Api.ImportAsync("organisations", $"name,kind,memberships\nVilla de la {name},municipality,{name} | {DateTime.UtcNow:yyyy-MM-dd}\n");

        (await registry.Secretariat.GetAsync($"{city.Location}/memberships")).Items.Select(m => $"{m!["networkId"]} {m["from"]} {m["to"]}".Trim())
            .ShouldBe([$"{merged.Id} 2015-01-01 2015-12-31", $"{kept.Id} 2018-01-01"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_file_that_is_read_again_after_a_merge_or_a_retirement_repeats_no_record_unasked()
    {
        var mark = $"{Guid.NewGuid():N}";
        var (cities, people) = ($"name,kind,country\nPueblo {mark},municipality,CL\n", $"name,emails\nAlcaldesa {mark},{mark}@city.example\n");
        var (city, person) = (await CreatedAsync("organisations", cities), await CreatedAsync("people", people));
        var (villa, kept) = (await RegistryService.NewOrganisationAsync(registry.Secretariat), await RegistryService.NewPersonAsync(registry.Secretariat));
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { organisationId = city, intoId = villa.Id })).Code.ShouldBe(201);
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = person, intoId = kept.Id })).Code.ShouldBe(201);

        (await OfAsync("organisations", cities)).ShouldBe($"{villa.Id} {villa.Text("name")} same-name");
        (await OfAsync("people", people)).ShouldBe($"{kept.Id} {kept.Text("name")} same-email");
        (await OfAsync("people", $"name\nALCALDESA {mark}\n")).ShouldBe($"{kept.Id} {kept.Text("name")} similar-name");
        (await registry.Secretariat.PostAsync($"{villa.Location}/retire", new { on = "2020-12-31" }, villa.ETag)).Code.ShouldBe(200);
        (await OfAsync("organisations", $"name,kind,country\n{villa.Text("name")},municipality,CL\n")).ShouldBe($"{villa.Id} {villa.Text("name")} same-name");

        async Task<string> CreatedAsync(string kind, string file) =>
            (string)(await registry.Secretariat.RowsAsync(await registry.Secretariat.ImportAsync(kind, file), "created")).ShouldHaveSingleItem()["recordId"]!;

        async Task<string> OfAsync(string kind, string file)
        {
            var row = (await registry.Secretariat.RowsAsync(await registry.Secretariat.CheckAsync(kind, file))).ShouldHaveSingleItem();
            ((string)row["outcome"]!).ShouldBe("possible-duplicate", row.ToJsonString());
            var of = row["possiblyOf"]!.AsArray().ShouldHaveSingleItem()!;
            return $"{of["recordId"]} {of["name"]} {of["because"]}";
        }
    }

    [Fact]
    public async Task Days_that_overlap_are_rejected_in_the_report_and_a_move_that_makes_room_is_not()
    {
        var (city, person) = (await RegistryService.NewOrganisationAsync(registry.Secretariat), await RegistryService.NewPersonAsync(registry.Secretariat));
        await RegistryService.NewPositionAsync(registry.Secretariat, person.Id, city.Id, "2015-01-01");
        var network = await registry.NewNetworkAsync();
        (await registry.Secretariat.PostAsync($"{city.Location}/memberships", new { networkId = network.Id, from = "2015-01-01" })).Code.ShouldBe(201);

        foreach (var (kind, file, rule) in new[]
        {
            ("people", $"id,positions\n{person.Id},{city.Id} | Mayor | mayor | | 2018-01-01\n", "position-overlaps"),
            ("people", $"id,positions\n{person.Id},{city.Id} | Clerk | other | | 2018-01-01 ; {city.Id} | Clerk | other | | 2019-01-01\n", "position-overlaps"),
            ("organisations", $"id,memberships\n{city.Id},{network.Id} | 2018-01-01\n", "membership-overlaps"),
        })
        {
            (await ReportAsync(kind, file)).Reasons.ShouldBe([rule], file);
        }

        // The first term ends in the row that begins the second.
        var terms = await registry.Secretariat.ImportAsync("people",
            $"id,positions\n{person.Id},{city.Id} | Mayor | mayor | | 2015-01-01 | 2017-12-31 ; {city.Id} | Mayor | mayor | | 2018-01-01\n");
        terms.Count("changed").ShouldBe(1);
        (await registry.Secretariat.GetAsync($"{person.Location}/positions")).Items.Select(at => $"{at!["from"]} {at["to"]}".Trim())
            .ShouldBe(["2015-01-01 2017-12-31", "2018-01-01"], ignoreOrder: true);
    }

    [Fact]
    public async Task Positions_without_a_title_are_told_apart_by_their_kind_in_files_too()
    {
        var (city, person) = (await RegistryService.NewOrganisationAsync(registry.Secretariat), await RegistryService.NewPersonAsync(registry.Secretariat));
        await registry.Secretariat.ImportAsync("people",
            $"id,positions\n{person.Id},{city.Id} | | councillor | | 2018-01-01 ; {city.Id} | | focal-point | | 2018-01-01\n");

        var again = await ReportAsync("people",
            $"id,positions\n{person.Id},{city.Id} | | focal-point | | 2018-01-01 ; {city.Id} | | councillor | | 2018-01-01\n");

        again.Outcomes.ShouldBe(["unchanged"]);
    }

    [Fact]
    public async Task A_network_that_is_retired_after_the_report_is_reported_anew()
    {
        var network = await registry.NewNetworkAsync();
        var check = await registry.Secretariat.CheckAsync("organisations", $"name,kind,memberships\nKaupunki Viimeinen,municipality,{network.Id}\n");
        check.Count("created").ShouldBe(1, check.ToString());
        (await registry.Secretariat.PostAsync($"/api/v1/organisations/{network.Id}/retire", new { on = "2020-12-31" }, "\"1\"")).Code.ShouldBe(200);

        var commit = await registry.Secretariat.CommitAsync(check);

        (commit.Text("state"), commit.Problem()).ShouldBe(("checked", "import-outdated"));
        (await registry.Secretariat.ReasonsAsync(commit)).ShouldBe(["organisation-not-active"]);
        (await registry.Secretariat.GetAsync("/api/v1/organisations?q=Kaupunki Viimeinen")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_else_joins_a_network_does_not_wait_for_a_file_of_its_members()
    {
        var network = await registry.NewNetworkAsync();
        var check = await network.Api.CheckAsync("organisations", $"name,kind\nCiudad {Guid.NewGuid():N},municipality\n");

        await registry.AskAsync(async db =>
        {
            await using var joining = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await db.LockAsync(network.Id, shared: true, TestContext.Current.CancellationToken);
            (await network.Api.CommitAsync(check)).Text("state").ShouldBe("committed");
            return true;
        });
    }

    [Fact]
    public async Task A_network_with_members_stays_a_network()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(network.Api);
        var path = $"/api/v1/organisations/{network.Id}";
        (await registry.Secretariat.PatchAsync(path, new { kind = "municipality" }, "*")).Rule.ShouldBe("network-has-members");
        (await network.Api.ReasonsAsync(await network.Api.CheckAsync("organisations", $"id,kind\n{network.Id},municipality\n"))).ShouldBe(["network-has-members"]);

        var membership = (await network.Api.GetAsync($"{city.Location}/memberships")).Items.Single()!;
        var yesterday = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1);
        (await registry.Secretariat.PatchAsync($"/api/v1/memberships/{(string)membership["id"]!}", new { from = yesterday, to = yesterday }, "\"1\"")).Code.ShouldBe(200);

        (await registry.Secretariat.PatchAsync(path, new { kind = "municipality" }, "*")).Code.ShouldBe(200);
        (await registry.Secretariat.PatchAsync($"/api/v1/memberships/{(string)membership["id"]!}", new { to = (string?)null }, "*")).Code.ShouldBe(400, "nobody joins what is no network");
    }

    [Fact]
    public async Task A_network_that_is_retired_registers_nothing_by_a_file_either()
    {
        var network = await registry.NewNetworkAsync();
        var check = await network.Api.CheckAsync("organisations", "name,kind\nKaupunki Toiseksi Viimeinen,municipality\n");
        var promised = (string)(await network.Api.RowsAsync(check, "created"))[0]["recordId"]!;
        (await registry.Secretariat.PostAsync($"/api/v1/organisations/{network.Id}/retire", new { on = "2020-12-31" }, "\"1\"")).Code.ShouldBe(200);

        var commit = await network.Api.CommitAsync(check);

        (commit.Text("state"), commit.Problem()).ShouldBe(("checked", "import-outdated"));
        (await network.Api.ReasonsAsync(commit)).ShouldBe(["organisation-not-active"]);
        (await registry.Secretariat.GetAsync($"/api/v1/organisations/{promised}")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task A_name_that_is_another_organisation_s_after_the_report_is_reported_anew()
    {
        ApiAnswer commit;
        do
        {
            var name = $"Villa {Guid.NewGuid():N}";
            var before = await RegistryService.NewOrganisationAsync(registry.Secretariat, name);
            var check = await registry.Secretariat.CheckAsync("people", $"name,positions\nAlcaldesa de {name},{name} | Mayor | mayor\n");
            check.Count("created").ShouldBe(1, check.ToString());
            (await registry.Secretariat.PatchAsync(before.Location!, new { name = $"Antigua {name}" }, before.ETag)).Code.ShouldBe(200);
            await RegistryService.NewOrganisationAsync(registry.Secretariat, name);
            commit = await registry.Secretariat.CommitAsync(check);
        }
        while (commit.Problem() == "import-erased"); // Another test's erasure takes files of people along while they are read anew.

        (commit.Text("state"), commit.Problem()).ShouldBe(("checked", "import-outdated"));
    }

    [Fact]
    public async Task A_file_s_other_surname_of_one_secretary_is_told_before_and_suggested_after()
    {
        var network = await registry.NewNetworkAsync();
        var pintana = await RegistryService.NewOrganisationAsync(network.Api, "Municipalidad de La Pintana");
        var known = await RegistryService.PersonAsync(network.Api, "Juan Pablo Gutierrez");
        await RegistryService.NewPositionAsync(network.Api, known.Id, pintana.Id);
        var file = $"name,positions\nJuan Pablo Caceido,{pintana.Id} | Secretary | focal-point\nOksana Bilyk,{pintana.Id} | Director | director\n";

        var check = await network.Api.CheckAsync("people", file);

        (await network.Api.OutcomesAsync(check)).ShouldBe(["possible-duplicate", "created"]);
        var of = (await network.Api.RowsAsync(check))[0]["possiblyOf"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)of["recordId"]!, (string)of["name"]!, (string)of["because"]!).ShouldBe((known.Id, "Juan Pablo Gutierrez", "same-organisation"));

        await network.Api.CommitAsync(check, new { duplicates = "create" });
        var taken = (await network.Api.GetAsync("/api/v1/people?q=Juan Pablo Caceido")).Items[0]!;
        var imported = await network.Api.GetAsync($"/api/v1/people/{taken["id"]}");
        var pair = await registry.PairAsync(known, imported, "suggested");
        pair["evidence"]!.AsArray().Count.ShouldBe(2, pair.ToJsonString());

        // Another network that may not see them is told nothing.
        var other = await registry.NewNetworkAsync();
        await registry.VerifyAsync(await registry.Secretariat.GetAsync(pintana.Location!) with { Location = pintana.Location });
        var blind = await other.Api.CheckAsync("people", $"name\nJuan Pablo Gutierrez\n");
        (await other.Api.OutcomesAsync(blind)).ShouldBe(["created"]);
    }

    [Fact]
    public async Task The_same_name_but_for_accents_and_case_is_the_same_to_a_file_to_search_and_to_the_comparison()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(network.Api, "Ñuñoa de la Straße", country: "CL");

        foreach (var name in (string[])["NUNOA DE LA STRASSE", "Nun\u0303oa  de-la Strasse", "ñuñoa de la straße"])
        {
            var check = await network.Api.CheckAsync("organisations", $"name,kind,country\n{name},municipality,CL\n");
            (await network.Api.RowsAsync(check))[0]["possiblyOf"]![0]!["recordId"]!.GetValue<string>().ShouldBe(city.Id, name);
            (await network.Api.GetAsync($"/api/v1/organisations?verified=false&q={Uri.EscapeDataString(name)}")).Items[0]!["id"]!.GetValue<string>().ShouldBe(city.Id, name);
        }
    }

    [Fact]
    public async Task A_rejected_row_leaves_nothing_behind_that_a_later_row_is_judged_by()
    {
        var (gone, city) = (await RegistryService.NewOrganisationAsync(registry.Secretariat), await RegistryService.NewOrganisationAsync(registry.Secretariat));
        (await registry.Secretariat.PostAsync($"{gone.Location}/retire", new { on = "2020-01-01" }, gone.ETag)).Code.ShouldBe(200);
        var person = await RegistryService.NewPersonAsync(registry.Secretariat);
        object Row(string organisation) => new { id = person.Id, phones = new[] { "+56 2 5555 0100" }, positions = new[] { new { organisation, title = "Mayor", kind = "mayor" } } };

        var check = await registry.Secretariat.CheckAsync("people", JsonSerializer.Serialize(new[] { Row(gone.Id), Row(city.Id) }), "application/json");
        (await registry.Secretariat.OutcomesAsync(check)).ShouldBe(["rejected", "changed"]);
        var commit = await registry.Secretariat.CommitAsync(check, new { skipRejected = true });
        var again = commit.Text("state") == "checked" ? await registry.Secretariat.CommitAsync(commit, new { skipRejected = true }) : commit;

        (again.Text("state"), again.Problem()).ShouldBe(("committed", null));
    }

    [Fact]
    public async Task A_row_that_says_what_a_rejected_one_said_is_not_taken_for_said()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var rows = $$"""
            [{"id":"{{city.Id}}","population":4711,"memberships":[{"network":"No network of that name"}]}, {"id":"{{city.Id}}","population":4711}]
            """;

        var check = await registry.Secretariat.CheckAsync("organisations", rows, "application/json");

        (await registry.Secretariat.OutcomesAsync(check)).ShouldBe(["rejected", "changed"]);
    }

    [Fact]
    public async Task A_file_does_not_join_what_it_makes_no_network()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var rows = $$"""
            [{"id":"{{network.Id}}","kind":"municipality"}, {"id":"{{city.Id}}","memberships":[{"network":"{{network.Id}}"}]}]
            """;

        var check = await registry.Secretariat.CheckAsync("organisations", rows, "application/json");
        await registry.Secretariat.CommitAsync(check, new { skipRejected = true });

        var kind = (await registry.Secretariat.GetAsync($"/api/v1/organisations/{network.Id}")).Text("kind");
        var members = (await registry.Secretariat.GetAsync($"{city.Location}/memberships")).Items.Count;
        (kind, members).ShouldBeOneOf(("network", 1), ("municipality", 0), ("network", 0));
    }

    /// <summary>Checks a file, reads its report, and drops it: the secretariat may have so many unfinished.</summary>
    async Task<(string[] Outcomes, string[] Reasons)> ReportAsync(string kind, string file)
    {
        var check = await registry.Secretariat.CheckAsync(kind, file);
        var report = (await registry.Secretariat.OutcomesAsync(check), await registry.Secretariat.ReasonsAsync(check));
        (await registry.Secretariat.PostAsync($"/api/v1/registry/imports/{check.Id}/cancel", ifMatch: check.ETag)).Code.ShouldBe(202);
        return report;
    }
}
