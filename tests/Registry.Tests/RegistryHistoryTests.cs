using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests;

/// <summary>The history of the registry as a whole: by record, by who changed it, by time; each caller sees what they may edit.</summary>
public sealed class RegistryHistoryTests(RegistryService registry)
{
    const string Path = "/api/v1/registry/history";

    [Fact]
    public async Task The_newest_change_comes_first_page_by_page_with_the_parts_of_a_record()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat, "Chronicle city");
        var person = await RegistryService.NewPersonAsync(registry.Secretariat);
        await RegistryService.NewPositionAsync(registry.Secretariat, person.Id, city.Id);
        foreach (var needs in (string[])["1", "2", "3"])
        {
            var present = await registry.Secretariat.GetAsync(person.Location!);
            (await registry.Secretariat.PatchAsync(person.Location!, new { needs }, present.ETag)).Code.ShouldBe(200);
        }

        var lines = await LinesAsync(registry.Secretariat, $"record={person.Id}&limit=2");

        lines.Select(line => $"{line["record"]} {line["action"]} {line["after"]!["needs"]}".Trim())
            .ShouldBe(["person changed 3", "person changed 2", "person changed 1", "position created", "person created"]);
        lines.ShouldAllBe(line => line["rootId"]!.GetValue<string>() == person.Id);
        lines[0]["before"]!["needs"]!.GetValue<string>().ShouldBe("2");
        (await LinesAsync(registry.Secretariat, $"record={lines[3]["recordId"]}")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_cursor_of_another_zone_is_the_same_moment()
    {
        var cursor = Convert.ToBase64String("""{"At":"2999-01-01T00:00:00+01:00","Id":1}"""u8).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        (await registry.Secretariat.GetAsync($"{Path}?after={cursor}")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task It_is_narrowed_to_who_changed_something_and_to_a_time()
    {
        var (ours, theirs) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var first = await RegistryService.NewOrganisationAsync(ours.Api);
        var second = await RegistryService.NewOrganisationAsync(theirs.Api);
        var actor = (string)(await LinesAsync(registry.Secretariat, $"record={first.Id}"))[0]["actor"]!;
        var at = (string)(await LinesAsync(registry.Secretariat, $"record={second.Id}"))[^1]["at"]!;

        var byActor = await LinesAsync(registry.Secretariat, $"actor={actor}");

        byActor.ShouldAllBe(line => (string)line["actor"]! == actor);
        byActor.Select(line => (string)line["rootId"]!).ShouldContain(first.Id);
        byActor.Select(line => (string)line["rootId"]!).ShouldNotContain(second.Id);
        (await RootsAsync($"record={second.Id}&since={at}")).ShouldNotBeEmpty();
        (await RootsAsync($"record={second.Id}&until={at}")).ShouldBeEmpty();
        (await RootsAsync($"record={first.Id}&since={at}")).ShouldBeEmpty();
        (await RootsAsync($"record={first.Id}&until={Uri.EscapeDataString("2999-12-31T23:00:00+05:00")}")).ShouldNotBeEmpty();
        foreach (var bad in (string[])["since=yesterday", "since=2020-06-11T00:00:00", "until=2020-06-11", "record=7", "actor=%20", "limit=0"])
        {
            var refused = await registry.Secretariat.GetAsync($"{Path}?{bad}");
            refused.Code.ShouldBe(400, bad);
            refused.Body!["errors"]!.AsObject().ShouldContainKey(bad[..bad.IndexOf('=')]);
        }
    }

    [Fact]
    public async Task A_network_reads_of_its_own_members_and_people_and_finds_nobody_by_who_they_are()
    {
        var (ours, theirs) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var (city, hidden) = (await RegistryService.NewOrganisationAsync(ours.Api), await RegistryService.NewOrganisationAsync(theirs.Api));
        var (person, stranger) = (await RegistryService.NewPersonAsync(ours.Api), await RegistryService.NewPersonAsync(theirs.Api));
        (await registry.Secretariat.PatchAsync(city.Location!, new { population = 1 }, city.ETag)).Code.ShouldBe(200);
        await registry.VerifyAsync(hidden);

        var lines = await LinesAsync(ours.Api, "");

        lines.Select(line => (string)line["rootId"]!).Distinct().ShouldBe([city.Id, person.Id, $"{ours.Id}"], ignoreOrder: true);
        lines.Count(line => line["actor"] is null).ShouldBe(2, "the secretariat registered the network and changed the city");
        foreach (var other in (string[])[hidden.Id, stranger.Id]) (await LinesAsync(ours.Api, $"record={other}")).ShouldBeEmpty();
        var secretariat = (string)(await LinesAsync(registry.Secretariat, $"record={city.Id}"))[0]["actor"]!;
        (await LinesAsync(ours.Api, $"actor={secretariat}")).ShouldBeEmpty();
        (await LinesAsync(theirs.Api, $"record={person.Id}")).ShouldBeEmpty();
    }

    async Task<List<string>> RootsAsync(string query) => [.. (await LinesAsync(registry.Secretariat, query)).Select(line => (string)line["rootId"]!)];

    static async Task<List<JsonNode>> LinesAsync(ApiClient api, string query)
    {
        List<JsonNode> lines = [];
        for (var after = ""; ;)
        {
            var page = await api.GetAsync($"{Path}?{query}{after}");
            page.Code.ShouldBe(200, page.ToString());
            lines.AddRange(page.Items.Select(line => line!));
            if ((string?)page.Body!["next"] is not { } next) return lines;
            after = $"&after={next}";
        }
    }
}
