
namespace MayorsMechanism.Registry.Tests;

public sealed class OrganisationTests(RegistryService registry)
{
    const string Path = "/api/v1/organisations";

    [Fact]
    public async Task Names_are_sorted_as_people_sort_them_page_by_page()
    {
        var network = await registry.NewNetworkAsync("Aa");
        foreach (var name in (string[])["Zamora", "Ávila", "Évora", "arica", "Quito", "Arica"]) await RegistryService.NewOrganisationAsync(network.Api, name);
        List<string> names = [];

        for (string? after = ""; after is not null;)
        {
            var page = await network.Api.GetAsync($"/api/v1/organisations?sort=name&verified=false&limit=2{after}");
            names.AddRange(page.Items.Select(item => (string)item!["name"]!));
            after = (string?)page.Body!["next"] is { } next ? $"&after={next}" : null;
        }

        names.ShouldBe(["Aa", "arica", "Arica", "Ávila", "Évora", "Quito", "Zamora"]);
    }

    [Fact]
    public async Task A_new_organisation_is_placed_in_its_regions_and_is_unverified()
    {
        var answer = await registry.Secretariat.PostAsync(Path, new
        {
            name = "Intendencia de Montevideo", kind = "intermediate", country = "UY", subdivision = "UY-MO", languages = new[] { "es" },
            population = 1_300_000, otherNames = new[] { new { name = "Montevideo", kind = "as-printed" } },
        });

        answer.Code.ShouldBe(201);
        answer.ETag.ShouldBe("\"1\"");
        answer.Location.ShouldBe($"{Path}/{answer.Id}");
        answer.Text("region").ShouldBe("019");
        answer.Text("subregion").ShouldBe("419");
        answer.Text("intermediateRegion").ShouldBe("005");
        answer.Text("status").ShouldBe("active");
        ((bool)answer.Body!["verified"]!).ShouldBeFalse();
        answer.Body!["canonicalId"].ShouldBeNull();
        Guid.Parse(answer.Id).Version.ShouldBe(7);

        var read = await registry.Secretariat.GetAsync(answer.Location!);
        read.Body!.ToJsonString().ShouldBe(answer.Body!.ToJsonString());
    }

    [Fact]
    public async Task A_reader_who_has_the_present_version_gets_304()
    {
        var created = await RegistryService.NewOrganisationAsync(registry.Secretariat);

        (await registry.Secretariat.GetAsync(created.Location!, ifNoneMatch: created.ETag)).Code.ShouldBe(304);
        (await registry.Secretariat.GetAsync(created.Location!, ifNoneMatch: "\"7\"")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task A_merge_patch_changes_what_it_names_and_removes_what_it_nulls()
    {
        var created = await registry.Secretariat.PostAsync(Path, new { name = "Quito", kind = "municipality", country = "EC", population = 1_900_000, website = "https://quito.example" });

        var patched = await registry.Secretariat.PatchAsync(created.Location!, """{ "population": 2000000, "website": null }""", created.ETag);

        patched.Code.ShouldBe(200, patched.ToString());
        patched.ETag.ShouldBe("\"2\"");
        patched.Text("name").ShouldBe("Quito");
        ((int)patched.Body!["population"]!).ShouldBe(2_000_000);
        patched.Body!["website"].ShouldBeNull();
    }

    [Fact]
    public async Task A_change_needs_the_version_that_was_read()
    {
        var created = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        (await registry.Secretariat.PatchAsync(created.Location!, new { name = "First" }, created.ETag)).Code.ShouldBe(200);

        (await registry.Secretariat.PatchAsync(created.Location!, new { name = "Second" })).Code.ShouldBe(428);
        (await registry.Secretariat.PatchAsync(created.Location!, new { name = "Second" }, created.ETag)).Code.ShouldBe(412);
        (await registry.Secretariat.PatchAsync(created.Location!, new { name = "Second" }, "W/\"2\"")).Code.ShouldBe(412);
        (await registry.Secretariat.GetAsync(created.Location!)).Text("name").ShouldBe("First");
    }

    [Fact]
    public async Task Of_many_changes_to_one_version_at_once_one_wins()
    {
        var created = await RegistryService.NewOrganisationAsync(registry.Secretariat);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            registry.Secretariat.PatchAsync(created.Location!, new { name = $"Name {i}" }, created.ETag)));

        answers.Count(answer => answer.Code == 200).ShouldBe(1);
        answers.Count(answer => answer.Code == 412).ShouldBe(19);
    }

    [Fact]
    public async Task A_list_is_walked_page_by_page_without_gaps_or_repeats()
    {
        var network = await registry.NewNetworkAsync();
        var names = Enumerable.Range(0, 7).Select(i => $"City {i % 3}").ToArray();
        foreach (var name in names) await RegistryService.NewOrganisationAsync(network.Api, name);

        foreach (var sort in (string[])["", "&sort=name"])
        {
            var seen = new List<string>();
            var after = "";
            do
            {
                var page = await network.Api.GetAsync($"{Path}?limit=2&count=true&network={network.Id}{sort}{after}");
                page.Code.ShouldBe(200, page.ToString());
                ((int)page.Body!["total"]!).ShouldBe(7);
                seen.AddRange(page.Items.Select(item => (string)item!["name"]!));
                var next = (string?)page.Body!["next"];
                (next is null).ShouldBe(!page.Headers.Contains("Link"));
                after = next is null ? "" : $"&after={next}";
            }
            while (after.Length > 0);
            seen.ShouldBe(sort.Length > 0 ? names.Order() : names);
        }
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=201", "limit")]
    [InlineData("?limit=many", "limit")]
    [InlineData("?after=nonsense", "after")]
    [InlineData("?sort=size", "sort")]
    [InlineData("?kind=village", "kind")]
    public async Task A_list_names_the_parameter_that_it_cannot_read(string query, string field)
    {
        var answer = await registry.Secretariat.GetAsync(Path + query);

        answer.Code.ShouldBe(400, answer.ToString());
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe(field);
    }

    [Fact]
    public async Task Filters_narrow_the_list()
    {
        var network = await registry.NewNetworkAsync();
        await RegistryService.NewOrganisationAsync(network.Api, "Quito", country: "EC");
        await RegistryService.NewOrganisationAsync(network.Api, "Pichincha", "intermediate", "EC");
        await RegistryService.NewOrganisationAsync(network.Api, "La Paz", country: "BO");

        (await network.Api.GetAsync($"{Path}?network={network.Id}&country=EC")).Items.Count.ShouldBe(2);
        (await network.Api.GetAsync($"{Path}?network={network.Id}&country=EC&kind=intermediate")).Items.Count.ShouldBe(1);
        (await network.Api.GetAsync($"{Path}?network={network.Id}&verified=true")).Items.Count.ShouldBe(0);
    }
}
