using MayorsMechanism.ServiceDefaults.Reference;

namespace MayorsMechanism.Registry.Tests;

public sealed class RuleTests(RegistryService registry)
{
    [Fact]
    public async Task What_the_secretariat_verified_a_network_does_not_rename()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(network.Api);
        await registry.VerifyAsync(city);

        (await network.Api.PatchAsync(city.Location!, new { name = "Another" }, "\"2\"")).Rule.ShouldBe("verified-by-secretariat");
        (await network.Api.PatchAsync(city.Location!, new { kind = "intermediate" }, "\"2\"")).Rule.ShouldBe("verified-by-secretariat");
        (await network.Api.PatchAsync(city.Location!, new { country = "PE" }, "\"2\"")).Rule.ShouldBe("verified-by-secretariat");
        (await network.Api.PatchAsync(city.Location!, new { population = 5 }, "\"2\"")).Code.ShouldBe(200);
        (await registry.Secretariat.PatchAsync(city.Location!, new { name = "Another" }, "\"3\"")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Only_the_secretariat_verifies()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(network.Api);

        (await network.Api.PostAsync($"{city.Location}/verify", ifMatch: city.ETag)).Code.ShouldBe(403);
    }

    [Theory]
    [InlineData("2015-01-01", "2019-12-31", "2019-12-31", null, "membership-overlaps")]
    [InlineData("2015-01-01", "2019-12-31", null, null, "membership-overlaps")]
    [InlineData(null, "2019-12-31", "2010-01-01", "2012-01-01", "membership-overlaps")]
    [InlineData("2015-01-01", "2019-12-31", "2020-01-01", null, null)]
    public async Task Memberships_of_the_same_network_do_not_overlap(string? from, string? to, string? from2, string? to2, string? rule)
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var path = $"{city.Location}/memberships";
        (await registry.Secretariat.PostAsync(path, new { networkId = network.Id, from, to })).Code.ShouldBe(201);

        var second = await registry.Secretariat.PostAsync(path, new { networkId = network.Id, from = from2, to = to2 });

        second.Rule.ShouldBe(rule);
        second.Code.ShouldBe(rule is null ? 201 : 409);
    }

    [Fact]
    public async Task A_refused_membership_leaves_room_for_another_try()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        await registry.VerifyAsync(city);
        var asked = await network.Api.PostAsync($"{city.Location}/memberships", new { networkId = network.Id });
        (await registry.Secretariat.PostAsync($"{asked.Location}/refuse", ifMatch: asked.ETag)).Text("status").ShouldBe("refused");

        (await registry.Secretariat.PostAsync($"{asked.Location}/confirm", ifMatch: "\"2\"")).Rule.ShouldBe("membership-decided");
        (await network.Api.PostAsync($"{city.Location}/memberships", new { networkId = network.Id })).Code.ShouldBe(201);
    }

    [Fact]
    public async Task The_same_position_does_not_overlap_itself()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var person = await RegistryService.NewPersonAsync(registry.Secretariat);
        await RegistryService.NewPositionAsync(registry.Secretariat, person.Id, city.Id, "2018-01-01");
        var path = $"{person.Location}/positions";

        (await registry.Secretariat.PostAsync(path, new { organisationId = city.Id, title = "Mayor", kind = "mayor", from = "2020-01-01" })).Rule
            .ShouldBe("position-overlaps");
        (await registry.Secretariat.PostAsync(path, new { organisationId = city.Id, title = "Adviser", kind = "expert", from = "2020-01-01" })).Code.ShouldBe(201);
        var backwards = await registry.Secretariat.PostAsync(path, new { organisationId = city.Id, title = "Mayor", kind = "mayor", from = "2017-01-01", to = "2016-01-01" });
        backwards.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe("to");
    }

    [Theory]
    [InlineData("2018-01-01", "2018-12-31", "2018-12-31", "2019-12-31", "position-overlaps")]
    [InlineData("2018-01-01", "2018-12-31", "2017-01-01", "2018-01-01", "position-overlaps")]
    [InlineData("2018-01-01", "2018-12-31", "2018-06-01", "2018-06-01", "position-overlaps")]
    [InlineData("2018-01-01", null, null, null, "position-overlaps")]
    [InlineData(null, null, "2018-01-01", "2018-01-01", "position-overlaps")]
    [InlineData("2018-01-01", "2018-12-31", "2019-01-01", null, null)]
    [InlineData("2018-01-01", "2018-12-31", null, "2017-12-31", null)]
    public async Task The_days_of_a_position_are_both_included(string? from, string? to, string? from2, string? to2, string? rule)
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var person = await RegistryService.NewPersonAsync(registry.Secretariat);
        await RegistryService.NewPositionAsync(registry.Secretariat, person.Id, city.Id, from, to);

        var second = await registry.Secretariat.PostAsync($"{person.Location}/positions",
            new { organisationId = city.Id, title = "Mayor", kind = "mayor", from = from2, to = to2 });

        (second.Rule, second.Code).ShouldBe((rule, rule is null ? 201 : 409));
    }

    [Fact]
    public async Task Positions_without_a_title_are_told_apart_by_their_kind_and_a_change_does_not_overlap_either()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var person = await RegistryService.NewPersonAsync(registry.Secretariat);
        Task<Fixtures.ApiAnswer> TakeAsync(string kind, string? to) =>
            registry.Secretariat.PostAsync($"{person.Location}/positions", new { organisationId = city.Id, title = (string?)null, kind, from = "2018-01-01", to });
        (await TakeAsync("councillor", "2018-12-31")).Code.ShouldBe(201);
        (await TakeAsync("councillor", null)).Rule.ShouldBe("position-overlaps");
        var expert = await TakeAsync("expert", null);
        expert.Code.ShouldBe(201);

        (await registry.Secretariat.PatchAsync(expert.Location!, new { kind = "councillor" }, expert.ETag)).Rule.ShouldBe("position-overlaps");
        (await registry.Secretariat.PatchAsync(expert.Location!, new { kind = "councillor", from = "2019-01-01" }, expert.ETag)).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Access_of_a_network_ends_with_the_last_day_of_the_membership()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var mayor = await RegistryService.NewPersonAsync(registry.Secretariat);
        await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, city.Id);
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var membership = await registry.Secretariat.PostAsync($"{city.Location}/memberships", new { networkId = network.Id, from = "2015-01-01", to = today });

        (await network.Api.GetAsync(city.Location!)).Code.ShouldBe(200);
        (await network.Api.PatchAsync(mayor.Location!, new { gender = "woman" }, mayor.ETag)).Code.ShouldBe(200);
        (await network.Api.GetAsync($"{mayor.Location}/history")).Code.ShouldBe(200);

        (await registry.Secretariat.PatchAsync(membership.Location!, new { to = today.AddDays(-1) }, membership.ETag)).Code.ShouldBe(200);

        (await network.Api.GetAsync(city.Location!)).Code.ShouldBe(404);
        (await network.Api.PatchAsync(mayor.Location!, new { gender = "man" }, "\"2\"")).Code.ShouldBe(404);
        (await network.Api.GetAsync($"{mayor.Location}/history")).Code.ShouldBe(404);
        (await network.Api.GetAsync($"{city.Location}/history")).Code.ShouldBe(404);
        (await registry.Secretariat.PatchAsync(membership.Location!, new { from = today.AddDays(1), to = (string?)null }, "\"2\"")).Code.ShouldBe(200);
        (await network.Api.GetAsync(city.Location!)).Code.ShouldBe(404);
    }

    [Fact]
    public async Task A_consent_withdrawn_is_told_to_every_service()
    {
        var person = await registry.Secretariat.PostAsync("/api/v1/people",
            new { name = "Ana", consents = new[] { new { use = "photo", granted = true, source = "form" }, new { use = "quote", granted = true, source = "form" } } });

        (await registry.Secretariat.PostAsync($"{person.Location}/consents", new { use = "photo", granted = false, source = "mail" }, person.ETag)).Code.ShouldBe(200);

        (await registry.EventsOfAsync(person.Id))[^1].ShouldContain(
            """
            "consents":[{"use":"photo","granted":false},{"use":"quote","granted":true}]
            """);
    }

    [Fact]
    public async Task A_consent_is_added_never_rewritten()
    {
        var person = await registry.Secretariat.PostAsync("/api/v1/people",
            new { name = "Ana", consents = new[] { new { use = "name", granted = true, source = "registration-form" } } });

        var withdrawn = await registry.Secretariat.PostAsync($"{person.Location}/consents", new { use = "name", granted = false, source = "mail" }, person.ETag);

        withdrawn.Body!["consents"]!.AsArray().Select(consent => (bool)consent!["granted"]!).ShouldBe([true, false]);
        withdrawn.ETag.ShouldBe("\"2\"");
        var future = await registry.Secretariat.PostAsync($"{person.Location}/consents",
            new { use = "name", granted = true, source = "mail", date = "2999-01-01" }, withdrawn.ETag);
        future.Code.ShouldBe(400);
    }

    [Fact]
    public void Every_country_of_ISO_3166_is_known_with_its_M49_regions()
    {
        Countries.All.Count.ShouldBe(249);
        Countries.Find("KE").ShouldBe(new("KE", "002", "202", "014", "Kenya"));
        Countries.Find("ES").ShouldBe(new("ES", "150", "039", null, "Spain"));
        Countries.Find("AQ")!.Region.ShouldBeNull();
        Countries.Find("uy").ShouldBeNull();
    }
}
