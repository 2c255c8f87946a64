using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests;

/// <summary>A body that is no more, or that another record speaks for, takes nothing new.</summary>
public sealed class RetirementTests(RegistryService registry)
{
    static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UtcNow);

    [Fact]
    public async Task A_retired_organisation_takes_no_new_positions_or_memberships_until_it_is_reinstated()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var person = await RegistryService.NewPersonAsync(registry.Secretariat);
        var held = await RegistryService.NewPositionAsync(registry.Secretariat, person.Id, city.Id, "2018-01-01", "2019-12-31");
        var asked = await network.Api.PostAsync($"{(await VerifiedAsync(city)).Location}/memberships", new { networkId = network.Id });
        var retired = await registry.Secretariat.PostAsync($"{city.Location}/retire", new { on = Today }, "\"2\"");
        (retired.Code, retired.Text("status"), retired.Text("retiredOn")).ShouldBe((200, "retired", $"{Today:yyyy-MM-dd}"));
        (await registry.EventsOfAsync(city.Id))[^1].ShouldContain("\"status\":\"retired\"");

        object mayor = new { organisationId = city.Id, title = "Mayor", kind = "mayor", from = "2021-01-01" };
        (await registry.Secretariat.PostAsync($"{person.Location}/positions", mayor)).Rule.ShouldBe("organisation-not-active");
        (await registry.Secretariat.PostAsync($"{city.Location}/memberships", new { networkId = network.Id, from = "1999-01-01", to = "1999-12-31" })).Rule
            .ShouldBe("organisation-not-active");
        (await registry.Secretariat.PostAsync($"{asked.Location}/confirm", ifMatch: asked.ETag)).Rule.ShouldBe("organisation-not-active");
        (await registry.Secretariat.PatchAsync(held.Location!, """{ "to": null }""", held.ETag)).Rule.ShouldBe("organisation-not-active");
        (await registry.Secretariat.PatchAsync(held.Location!, new { from = "2017-12-31" }, held.ETag)).Rule.ShouldBe("organisation-not-active");
        (await registry.Secretariat.PatchAsync(held.Location!, new { to = "2019-06-30" }, held.ETag)).Code.ShouldBe(200);
        (await registry.Secretariat.PostAsync($"{city.Location}/retire", new { on = Today }, retired.ETag)).Rule.ShouldBe("organisation-not-active");

        var back = await registry.Secretariat.PostAsync($"{city.Location}/reinstate", ifMatch: retired.ETag);

        (back.Code, back.Text("status"), back.Body!["retiredOn"]).ShouldBe((200, "active", null));
        (await registry.Secretariat.PostAsync($"{city.Location}/reinstate", ifMatch: back.ETag)).Rule.ShouldBe("organisation-not-retired");
        (await registry.Secretariat.PostAsync($"{person.Location}/positions", mayor)).Code.ShouldBe(201);
        (await registry.Secretariat.PostAsync($"{asked.Location}/confirm", ifMatch: asked.ETag)).Code.ShouldBe(200);
    }

    [Fact]
    public async Task A_retired_network_takes_no_members_and_its_clients_register_none()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        (await registry.Secretariat.PostAsync($"/api/v1/organisations/{network.Id}/retire", new { on = Today }, "\"1\"")).Code.ShouldBe(200);

        (await registry.Secretariat.PostAsync($"{city.Location}/memberships", new { networkId = network.Id })).Rule.ShouldBe("organisation-not-active");
        (await network.Api.PostAsync("/api/v1/organisations", new { name = "A member", kind = "municipality" })).Rule.ShouldBe("organisation-not-active");
        (await network.Api.PostAsync("/api/v1/people", new { name = "A mayor" })).Rule.ShouldBe("organisation-not-active");
        var unknown = registry.Client(MayorsMechanism.Fixtures.TestTokens.Network(Guid.NewGuid(), "registry:write"));
        (await unknown.PostAsync("/api/v1/people", new { name = "A mayor" })).Rule.ShouldBe("network-unknown");
    }

    [Fact]
    public async Task A_membership_gains_no_days_once_its_network_is_no_more_and_may_be_ended_earlier()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var membership = await registry.Secretariat.PostAsync($"{city.Location}/memberships", new { networkId = network.Id, from = "2015-01-01", to = "2019-12-31" });
        (await registry.Secretariat.PostAsync($"/api/v1/organisations/{network.Id}/retire", new { on = Today }, "\"1\"")).Code.ShouldBe(200);

        (await registry.Secretariat.PatchAsync(membership.Location!, """{ "to": null }""", membership.ETag)).Rule.ShouldBe("organisation-not-active");
        (await registry.Secretariat.PatchAsync(membership.Location!, new { from = "2014-12-31" }, membership.ETag)).Rule.ShouldBe("organisation-not-active");
        (await registry.Secretariat.PatchAsync(membership.Location!, new { to = "2018-12-31" }, membership.ETag)).Code.ShouldBe(200);
    }

    [Fact]
    public async Task A_day_to_come_is_refused_and_so_is_a_request_without_the_version_that_was_read()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);

        var tomorrow = await registry.Secretariat.PostAsync($"{city.Location}/retire", new { on = Today.AddDays(1) }, city.ETag);
        tomorrow.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe("on");
        (await registry.Secretariat.PostAsync($"{city.Location}/retire", new { }, city.ETag)).Code.ShouldBe(400);
        (await registry.Secretariat.PostAsync($"{city.Location}/retire", new { on = Today })).Code.ShouldBe(428);
        (await registry.Secretariat.PostAsync($"{city.Location}/retire", new { on = Today }, "\"9\"")).Code.ShouldBe(412);
        (await registry.Secretariat.PostAsync($"{city.Location}/retire", new { on = Today }, city.ETag)).Code.ShouldBe(200);
    }

    [Fact]
    public async Task A_network_retires_its_members_but_not_what_the_secretariat_verified_or_what_is_another_s()
    {
        var (ours, theirs) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var city = await RegistryService.NewOrganisationAsync(ours.Api);

        (await theirs.Api.PostAsync($"{city.Location}/retire", new { on = Today }, city.ETag)).Code.ShouldBe(404);
        var retired = await ours.Api.PostAsync($"{city.Location}/retire", new { on = Today }, city.ETag);
        retired.Code.ShouldBe(200);
        var verified = await VerifiedAsync(city with { ETag = retired.ETag });
        (await theirs.Api.PostAsync($"{city.Location}/reinstate", ifMatch: "\"3\"")).Code.ShouldBe(403);
        (await ours.Api.PostAsync($"{city.Location}/reinstate", ifMatch: "\"3\"")).Rule.ShouldBe("verified-by-secretariat");
        (await registry.Secretariat.PostAsync($"{verified.Location}/reinstate", ifMatch: "\"3\"")).Code.ShouldBe(200);
        (await ours.Api.PostAsync($"{city.Location}/retire", new { on = Today }, "\"4\"")).Rule.ShouldBe("verified-by-secretariat");
    }

    [Fact]
    public async Task Of_a_retirement_and_many_new_positions_at_once_none_comes_after_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
            var people = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RegistryService.NewPersonAsync(registry.Secretariat)));

            var retiring = registry.Secretariat.PostAsync($"{city.Location}/retire", new { on = Today }, city.ETag);
            var taking = await Task.WhenAll(people.Select(p =>
                registry.Secretariat.PostAsync($"{p.Location}/positions", new { organisationId = city.Id, title = "Mayor", kind = "mayor" })));

            (await retiring).Code.ShouldBe(200);
            taking.Where(t => t.Code != 201).ShouldAllBe(t => t.Rule == "organisation-not-active");
            var retirement = (await registry.HistoryOfAsync(city.Id))[^1].Id;
            foreach (var taken in taking.Where(t => t.Code == 201))
            {
                (await registry.HistoryOfAsync(taken.Text("personId"))).ShouldAllBe(entry => entry.Record != "position" || entry.Id < retirement);
            }
        }
    }

    async Task<ApiAnswer> VerifiedAsync(ApiAnswer organisation)
    {
        await registry.VerifyAsync(organisation);
        return organisation;
    }
}
