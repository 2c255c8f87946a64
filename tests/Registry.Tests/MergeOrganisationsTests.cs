using MayorsMechanism.Fixtures;
using MayorsMechanism.Registry.Tests.Imports;

namespace MayorsMechanism.Registry.Tests;

public sealed class MergeOrganisationsTests(RegistryService registry)
{
    [Fact]
    public async Task A_merged_organisation_is_spoken_for_takes_nothing_new_and_is_as_before_once_undone()
    {
        var (kept, merged) = (await NewAsync("Mercociudades"), await NewAsync("MERCOCIUDADES"));
        var network = await registry.NewNetworkAsync();
        var person = await RegistryService.NewPersonAsync(registry.Secretariat);

        var merge = await MergeAsync(merged, kept);

        merge.Code.ShouldBe(201, merge.ToString());
        (merge.Text("organisationId"), merge.Text("intoId"), merge.Body!["personId"]).ShouldBe((merged.Id, kept.Id, null));
        var read = await registry.Secretariat.GetAsync(merged.Location!);
        (read.Text("status"), read.Text("canonicalId"), read.Text("name")).ShouldBe(("merged", kept.Id, "MERCOCIUDADES"));
        (await registry.EventsOfAsync(merged.Id))[^1].ShouldContain($"\"canonicalId\":\"{kept.Id}\"");
        (await registry.Secretariat.PatchAsync(merged.Location!, new { name = "Another" }, read.ETag)).Rule.ShouldBe("organisation-not-active");
        (await registry.Secretariat.PostAsync($"{merged.Location}/verify", ifMatch: read.ETag)).Rule.ShouldBe("organisation-not-active");
        (await registry.Secretariat.PostAsync($"{merged.Location}/retire", new { on = "2020-01-01" }, read.ETag)).Rule.ShouldBe("organisation-not-active");
        (await registry.Secretariat.PostAsync($"{merged.Location}/memberships", new { networkId = network.Id })).Rule.ShouldBe("organisation-not-active");
        (await registry.Secretariat.PostAsync($"{person.Location}/positions", new { organisationId = merged.Id, title = "x", kind = "other" })).Rule
            .ShouldBe("organisation-not-active");

        (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);

        var parted = await registry.Secretariat.GetAsync(merged.Location!);
        (parted.Text("status"), parted.Body!["canonicalId"]).ShouldBe(("active", null));
        (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: "\"2\"")).Rule.ShouldBe("merge-undone");
        (await registry.Secretariat.PostAsync($"{person.Location}/positions", new { organisationId = merged.Id, title = "x", kind = "other" })).Code.ShouldBe(201);
    }

    [Fact]
    public async Task What_was_merged_into_a_member_is_seen_by_the_network_and_so_are_its_people_until_the_undo()
    {
        var network = await registry.NewNetworkAsync();
        var member = await RegistryService.NewOrganisationAsync(network.Api, "A member");
        var (middle, far) = (await NewAsync("Between"), await NewAsync("Far"));
        var mayor = await RegistryService.NewPersonAsync(registry.Secretariat);
        await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, far.Id, "2019-01-01");
        (await network.Api.GetAsync(mayor.Location!)).Code.ShouldBe(404);
        (await MergeAsync(far, middle)).Code.ShouldBe(201);

        var merge = await MergeAsync(middle, member);

        (await network.Api.GetAsync(far.Location!)).Text("canonicalId").ShouldBe(middle.Id);
        (await network.Api.GetAsync(mayor.Location!)).Code.ShouldBe(200);
        (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);
        (await network.Api.GetAsync(far.Location!)).Code.ShouldBe(404);
        (await network.Api.GetAsync(mayor.Location!)).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Only_organisations_that_speak_for_themselves_are_merged_and_of_one_kind_of_record()
    {
        var (a, b, c) = (await NewAsync("A"), await NewAsync("B"), await NewAsync("C"));
        var person = await RegistryService.NewPersonAsync(registry.Secretariat);
        (await MergeAsync(a, a)).Rule.ShouldBe("merge-with-itself");
        (await MergeAsync(a, b)).Code.ShouldBe(201);

        (await MergeAsync(a, c)).Rule.ShouldBe("merge-of-active-only");
        (await MergeAsync(c, a)).Rule.ShouldBe("merge-of-active-only");
        Field(await MergeAsync(c, person)).ShouldBe("intoId");
        Field(await MergeAsync(person, c)).ShouldBe("organisationId");
        Field(await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = person.Id, organisationId = c.Id, intoId = b.Id })).ShouldBe("personId");
        Field(await registry.Secretariat.PostAsync("/api/v1/merges", new { intoId = b.Id })).ShouldBe("personId");
    }

    [Fact]
    public async Task A_network_is_merged_only_once_nobody_is_its_member_any_more()
    {
        var (network, into) = (await registry.NewNetworkAsync("MERCOCIUDADES"), await registry.NewNetworkAsync("Mercociudades"));
        var city = await RegistryService.NewOrganisationAsync(network.Api);
        var membership = (await network.Api.GetAsync($"{city.Location}/memberships")).Items.Single()!;
        object merging = new { organisationId = network.Id, intoId = into.Id };
        (await registry.Secretariat.PostAsync("/api/v1/merges", merging)).Rule.ShouldBe("merge-of-network-with-members");

        var yesterday = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1);
        (await registry.Secretariat.PatchAsync($"/api/v1/memberships/{(string)membership["id"]!}", new { from = yesterday, to = yesterday }, "\"1\"")).Code.ShouldBe(200);

        (await registry.Secretariat.PostAsync("/api/v1/merges", merging)).Code.ShouldBe(201);
        (await registry.Secretariat.PostAsync($"{city.Location}/memberships", new { networkId = network.Id, from = yesterday.AddDays(1) })).Rule
            .ShouldBe("organisation-not-active");
    }

    [Fact]
    public async Task Whoever_is_at_a_merged_organisation_is_listed_and_downloaded_with_those_of_the_one_that_speaks_for_it()
    {
        var (kept, middle, far) = (await NewAsync("Kept"), await NewAsync("Between"), await NewAsync("Far"));
        var (mayor, clerk) = (await RegistryService.NewPersonAsync(registry.Secretariat), await RegistryService.NewPersonAsync(registry.Secretariat));
        await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, far.Id, "2019-01-01");
        await RegistryService.NewPositionAsync(registry.Secretariat, clerk.Id, kept.Id, "2019-01-01");
        (await MergeAsync(far, middle)).Code.ShouldBe(201);

        var merge = await MergeAsync(middle, kept);

        (await ListedAsync($"organisation={kept.Id}")).ShouldBe([mayor.Id, clerk.Id], ignoreOrder: true);
        (await ListedAsync($"organisation={middle.Id}")).ShouldBe([mayor.Id], "of the merged one only what was recorded there and behind it");
        (await registry.Secretariat.DownloadAsync($"people.csv?organisation={kept.Id}")).ShouldContain(mayor.Id);
        (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);
        (await ListedAsync($"organisation={kept.Id}")).ShouldBe([clerk.Id]);

        async Task<string[]> ListedAsync(string filter) => Ids(await registry.Secretariat.GetAsync($"/api/v1/people?{filter}"));
    }

    [Fact]
    public async Task What_was_merged_into_a_member_is_listed_and_counted_with_its_people_in_the_network_and_in_no_other()
    {
        var (network, other) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var member = await RegistryService.NewOrganisationAsync(network.Api, "A member");
        var (middle, far, office) = (await NewAsync("Between"), await NewAsync("Far"), await NewAsync("The office of the network"));
        var (mayor, secretary) = (await RegistryService.NewPersonAsync(registry.Secretariat), await RegistryService.NewPersonAsync(registry.Secretariat));
        await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, far.Id, "2019-01-01");
        await RegistryService.NewPositionAsync(registry.Secretariat, secretary.Id, office.Id, "2019-01-01");
        (await MergeAsync(far, middle)).Code.ShouldBe(201);
        (await MergeAsync(middle, member)).Code.ShouldBe(201);
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { organisationId = office.Id, intoId = network.Id })).Code.ShouldBe(201);

        foreach (var api in new[] { network.Api, registry.Secretariat })
        {
            var people = await api.GetAsync($"/api/v1/people?network={network.Id}&counts=true");
            Ids(people).ShouldBe([mayor.Id], "the network is not its own member");
            ((int?)people.Body!["counts"]!["by"]!["network"]![$"{network.Id}"]).ShouldBe(1);
            var organisations = await api.GetAsync($"/api/v1/organisations?network={network.Id}&counts=true");
            Ids(organisations).ShouldBe([member.Id, middle.Id, far.Id], ignoreOrder: true);
            ((int?)organisations.Body!["counts"]!["by"]!["network"]![$"{network.Id}"]).ShouldBe(3);
            (await api.DownloadAsync($"people.json?network={network.Id}")).ShouldContain(mayor.Id);
        }
        Ids(await other.Api.GetAsync($"/api/v1/people?network={network.Id}")).ShouldBeEmpty();
        Ids(await other.Api.GetAsync($"/api/v1/organisations?network={network.Id}")).ShouldBeEmpty();
    }

    static string[] Ids(ApiAnswer list) => [.. list.Items.Select(item => (string)item!["id"]!)];

    static string Field(ApiAnswer refused) => refused.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key;

    Task<ApiAnswer> NewAsync(string name) => RegistryService.NewOrganisationAsync(registry.Secretariat, name);

    Task<ApiAnswer> MergeAsync(ApiAnswer organisation, ApiAnswer into) =>
        registry.Secretariat.PostAsync("/api/v1/merges", new { organisationId = organisation.Id, intoId = into.Id });
}
