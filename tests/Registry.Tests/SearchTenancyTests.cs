using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests;

/// <summary>A search finds and counts what the caller may read, by words that the caller may read, and nothing besides.</summary>
public sealed class SearchTenancyTests(RegistryService registry) : IAsyncLifetime
{
    NetworkClient _ours = null!;
    NetworkClient _theirs = null!;
    ApiAnswer _theirCity = null!;
    ApiAnswer _theirMayor = null!;

    public async ValueTask InitializeAsync()
    {
        _ours = await registry.NewNetworkAsync("Ours");
        _theirs = await registry.NewNetworkAsync("Theirs");
        _theirCity = await RegistryService.NewOrganisationAsync(_theirs.Api, "Zacatecoluca");
        _theirMayor = await _theirs.Api.PostAsync("/api/v1/people", new { name = "Zenobia", otherSpellings = new[] { new { name = "Zacatecolucana" } } });
        await PositionAsync(_theirMayor, _theirCity, "Zapatera mayor");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("zacatecoluca")]
    [InlineData("zacatecol")]
    [InlineData("zacatecolica")]
    [InlineData("zacatecolucanense")]
    [InlineData("zenobia")]
    [InlineData("zapatera")]
    [InlineData("z")]
    public async Task What_another_network_has_is_neither_found_nor_counted(string q)
    {
        foreach (var list in (string[])["organisations", "people"])
        {
            var answer = await _ours.Api.GetAsync($"/api/v1/{list}?q={q}&count=true&counts=true{(list == "people" ? "" : "&verified=false")}");
            answer.Told().ShouldBe((0, 0));
            answer.Body!["counts"]!["by"]!.AsObject().ShouldAllBe(by => by.Value!.AsObject().Count == 0);
        }
        var found = await _theirs.Api.GetAsync($"/api/v1/people?q={q}&counts=true");
        if (q is "zenobia" or "zapatera" or "z") found.Items.Select(item => (string)item!["id"]!).ShouldBe([_theirMayor.Id]);
    }

    [Fact]
    public async Task A_verified_organisation_is_found_by_all_and_counted_without_the_memberships_of_others()
    {
        await registry.VerifyAsync(_theirCity);

        var answer = await _ours.Api.GetAsync($"/api/v1/organisations?q=zacatecoluca&counts=true");

        answer.Items.Select(item => (string)item!["id"]!).ShouldContain(_theirCity.Id);
        answer.Body!["counts"]!["by"]!["network"]!.AsObject().ShouldNotContain(by => by.Key == _theirs.Id.ToString());
        (await _ours.Api.GetAsync("/api/v1/people?q=zenobia")).Items.ShouldBeEmpty();
        (await _ours.Api.GetAsync("/api/v1/people?q=zapatera")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_person_of_two_networks_each_finds_the_titles_at_organisations_that_it_may_see()
    {
        var ourCity = await RegistryService.NewOrganisationAsync(_ours.Api, "Ours");
        await PositionAsync(_theirMayor, ourCity, "Consejera");

        (await FoundAsync(_ours, "consejera")).ShouldBe([_theirMayor.Id]);
        (await FoundAsync(_ours, "zapatera")).ShouldBeEmpty();
        (await FoundAsync(_theirs, "consejera")).ShouldBeEmpty();
        (await FoundAsync(_theirs, "zapatera")).ShouldBe([_theirMayor.Id]);
        var counts = (await _ours.Api.GetAsync("/api/v1/people?q=zenobia&counts=true")).Body!["counts"]!["by"]!;
        counts["kind"]!.AsObject().Select(by => by.Key).ShouldBe(["expert"]);
        counts["network"]!.AsObject().Select(by => by.Key).ShouldBe([_ours.Id.ToString()]);
    }

    [Fact]
    public async Task Whoever_registered_a_person_finds_them_until_a_first_position_has_begun()
    {
        var person = await RegistryService.NewPersonAsync(_ours.Api, "Yolanda Yánez");
        (await FoundAsync(_ours, "yolanda yanez")).ShouldBe([person.Id]);
        (await FoundAsync(_theirs, "yolanda yanez")).ShouldBeEmpty();

        await PositionAsync(person, _theirCity, "Adviser");

        (await FoundAsync(_ours, "yolanda yanez")).ShouldBeEmpty();
        (await FoundAsync(_theirs, "yolanda yanez")).ShouldBe([person.Id]);
    }

    static async Task<IEnumerable<string>> FoundAsync(NetworkClient network, string q) =>
        (await network.Api.GetAsync($"/api/v1/people?q={q}")).Items.Select(item => (string)item!["id"]!);

    async Task PositionAsync(ApiAnswer person, ApiAnswer organisation, string title) =>
        (await registry.Secretariat.PostAsync($"/api/v1/people/{person.Id}/positions",
            new { organisationId = organisation.Id, title, kind = title == "Consejera" ? "expert" : "mayor", from = "2020-01-01" })).Code.ShouldBe(201);
}
