using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests;

/// <summary>Who changed a record, when, from what to what, as its readers are told.</summary>
public sealed class RecordHistoryTests(RegistryService registry)
{
    [Fact]
    public async Task The_secretariat_reads_every_change_with_the_state_before_and_after_page_by_page()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(network.Api, "Quilpué");
        (await network.Api.PatchAsync(city.Location!, new { population = 151_000 }, "\"1\"")).Code.ShouldBe(200);
        (await registry.Secretariat.PatchAsync(city.Location!, new { population = 152_000 }, "\"2\"")).Code.ShouldBe(200);

        List<JsonNode> lines = [];
        for (var after = ""; ;)
        {
            var page = await registry.Secretariat.GetAsync($"{city.Location}/history?limit=2&count=true{after}");
            ((int)page.Body!["total"]!).ShouldBe(4, page.ToString());
            lines.AddRange(page.Items.Select(line => line!));
            if (page.Body["next"] is not { } next) break;
            after = $"&after={(string)next!}";
        }

        var changes = lines.Where(line => (string)line["record"]! == "organisation").ToList();
        changes.Select(line => $"{line["action"]} {line["version"]} {line["before"]?["population"]}>{line["after"]!["population"]}")
            .ShouldBe(["created 1 >", "changed 2 >151000", "changed 3 151000>152000"]);
        changes.Select(line => (string)line["actor"]!).Distinct().Count().ShouldBe(2);
        changes.ShouldAllBe(line => (string?)line["client"] != null);
        changes[1]["before"]!.ToJsonString().ShouldBe(changes[0]["after"]!.ToJsonString());
        lines.ShouldContain(line => (string)line["record"]! == "membership");
    }

    [Fact]
    public async Task A_network_reads_the_history_of_what_it_may_edit_without_who_else_worked_on_it_and_where()
    {
        var (ours, theirs) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var city = await RegistryService.NewOrganisationAsync(ours.Api);
        var hidden = await RegistryService.NewOrganisationAsync(theirs.Api);
        var mayor = await RegistryService.NewPersonAsync(theirs.Api);
        await RegistryService.NewPositionAsync(theirs.Api, mayor.Id, hidden.Id);
        (await ours.Api.GetAsync($"{mayor.Location}/history")).Code.ShouldBe(404);
        await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, city.Id);
        (await registry.Secretariat.PostAsync($"{city.Location}/memberships", new { networkId = theirs.Id, from = "2030-01-01" })).Code.ShouldBe(201);
        (await ours.Api.PatchAsync(mayor.Location!, new { gender = "woman" }, mayor.ETag)).Code.ShouldBe(200);

        var person = await ours.Api.GetAsync($"{mayor.Location}/history");
        var organisation = await ours.Api.GetAsync($"{city.Location}/history");

        person.Items.Select(line => $"{line!["record"]} {line["action"]} {line["actor"] is not null}")
            .ShouldBe(["person created False", "position created False", "person changed True"]);
        organisation.Items.Select(line => (string)line!["record"]!).ShouldBe(["organisation", "membership"], ignoreOrder: true);
        foreach (var told in (ApiAnswer[])[person, organisation])
        {
            told.Body!.ToJsonString().ShouldNotContain(theirs.Id.ToString());
            told.Body.ToJsonString().ShouldNotContain(hidden.Id);
        }
        // Verified, it is read by all: its history by those who may edit it.
        await registry.VerifyAsync(hidden);
        (await ours.Api.GetAsync($"{hidden.Location}/history")).Code.ShouldBe(404);
        (await ours.Api.GetAsync($"/api/v1/organisations/{Guid.CreateVersion7()}/history")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Of_an_erased_person_it_tells_that_there_were_changes_and_nothing_else()
    {
        var person = await RegistryService.NewPersonAsync(registry.Secretariat, "Somebody");
        (await registry.Secretariat.PostAsync($"{person.Location}/erase", ifMatch: person.ETag)).Code.ShouldBe(202);

        var lines = (await registry.Secretariat.GetAsync($"{person.Location}/history")).Items;

        lines.Select(line => (string)line!["action"]!).ShouldBe(["created", "erased", "changed"], ignoreOrder: true);
        lines.ToJsonString().ShouldNotContain("Somebody");
    }

    [Fact]
    public async Task A_person_is_given_all_that_is_held_about_them_those_merged_into_them_included()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var person = await registry.Secretariat.PostAsync("/api/v1/people", new
        {
            name = "Ana Souza", emails = new[] { "ana@city.example" }, phones = new[] { "+55 11 5555 0100" }, needs = "Sign language",
            otherSpellings = new[] { new { name = "Ana de Souza", seenIn = "Programme" } }, consents = new[] { new { use = "name", granted = true, source = "letter" } },
        });
        var other = await RegistryService.NewPersonAsync(registry.Secretariat, "A. Sousa");
        await RegistryService.NewPositionAsync(registry.Secretariat, other.Id, city.Id, "2019-01-01");
        (await registry.Secretariat.PatchAsync(person.Location!, new { gender = "woman" }, person.ETag)).Code.ShouldBe(200);
        var merge = await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = other.Id, intoId = person.Id });

        var export = await registry.Secretariat.GetAsync($"{person.Location}/export");

        export.Code.ShouldBe(200, export.ToString());
        export.Body!["people"]!.AsArray().Select(p => (string)p!["name"]!).ShouldBe(["Ana Souza", "A. Sousa"]);
        export.Body["positions"]!.AsArray().Single()!["organisationId"]!.GetValue<string>().ShouldBe(city.Id);
        export.Body["merges"]!.AsArray().Single()!["id"]!.GetValue<string>().ShouldBe(merge.Id);
        var text = export.Body.ToJsonString();
        foreach (var held in (string[])["Ana de Souza", "ana@city.example", "5555 0100", "Sign language", "letter"]) text.ShouldContain(held);
        export.Body["history"]!.AsArray().Select(line => $"{line!["record"]} {line["action"]}")
            .ShouldBe(["person created", "person created", "position created", "person changed", "person changed", "merge created"], ignoreOrder: true);
        (await registry.Secretariat.GetAsync($"{other.Location}/export")).Body!["people"]!.ToJsonString().ShouldBe(export.Body["people"]!.ToJsonString(), "whichever record is named");
        (await registry.Secretariat.GetAsync($"/api/v1/people/{Guid.CreateVersion7()}/export")).Code.ShouldBe(404);
        var network = await registry.NewNetworkAsync();
        (await network.Api.GetAsync($"{person.Location}/export")).Code.ShouldBe(403);
    }
}
