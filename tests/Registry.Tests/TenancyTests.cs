using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests;

/// <summary>Two networks, each with a city and its mayor. Neither may learn anything of the other's.</summary>
public sealed class TenancyTests(RegistryService registry) : IAsyncLifetime
{
    NetworkClient _ours = null!;
    NetworkClient _theirs = null!;
    ApiAnswer _theirCity = null!;
    ApiAnswer _theirMayor = null!;
    ApiAnswer _theirPosition = null!;

    public async ValueTask InitializeAsync()
    {
        _ours = await registry.NewNetworkAsync("FLACMA");
        _theirs = await registry.NewNetworkAsync("Mercociudades");
        _theirCity = await RegistryService.NewOrganisationAsync(_theirs.Api, "Rosario", country: "AR");
        _theirMayor = await RegistryService.NewPersonAsync(_theirs.Api, "Their mayor");
        _theirPosition = await RegistryService.NewPositionAsync(_theirs.Api, _theirMayor.Id, _theirCity.Id, "2019-01-01");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_network_sees_and_edits_what_it_registered()
    {
        var city = await RegistryService.NewOrganisationAsync(_ours.Api);
        var mayor = await RegistryService.NewPersonAsync(_ours.Api);
        (await _ours.Api.GetAsync(mayor.Location!)).Code.ShouldBe(200);
        await RegistryService.NewPositionAsync(_ours.Api, mayor.Id, city.Id, "2020-01-01");

        (await _ours.Api.GetAsync(mayor.Location!)).Code.ShouldBe(200);
        (await _ours.Api.PatchAsync(mayor.Location!, new { name = "Ana" }, mayor.ETag)).Code.ShouldBe(200);
        (await _ours.Api.PatchAsync(city.Location!, new { name = "Cuenca" }, city.ETag)).Code.ShouldBe(200);
        (await _ours.Api.GetAsync($"/api/v1/people?organisation={city.Id}")).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_hidden_answers_exactly_like_what_does_not_exist()
    {
        var nothing = Guid.CreateVersion7();
        var hidden = new (HttpMethod Method, string Real, string Missing, object? Body)[]
        {
            (HttpMethod.Get, _theirCity.Location!, $"/api/v1/organisations/{nothing}", null),
            (HttpMethod.Patch, _theirCity.Location!, $"/api/v1/organisations/{nothing}", new { name = "Ours" }),
            (HttpMethod.Get, $"{_theirCity.Location}/memberships", $"/api/v1/organisations/{nothing}/memberships", null),
            (HttpMethod.Post, $"{_theirCity.Location}/memberships", $"/api/v1/organisations/{nothing}/memberships", new { networkId = _ours.Id }),
            (HttpMethod.Get, _theirMayor.Location!, $"/api/v1/people/{nothing}", null),
            (HttpMethod.Patch, _theirMayor.Location!, $"/api/v1/people/{nothing}", new { name = "Ours" }),
            (HttpMethod.Post, $"{_theirMayor.Location}/consents", $"/api/v1/people/{nothing}/consents", new { use = "name", granted = true, source = "us" }),
            (HttpMethod.Get, $"{_theirMayor.Location}/positions", $"/api/v1/people/{nothing}/positions", null),
            (HttpMethod.Get, _theirPosition.Location!, $"/api/v1/people/{nothing}/positions/{nothing}", null),
            (HttpMethod.Patch, _theirPosition.Location!, $"/api/v1/people/{nothing}/positions/{nothing}", new { title = "Ours" }),
            (HttpMethod.Post, $"{_theirMayor.Location}/positions", $"/api/v1/people/{nothing}/positions", new { organisationId = _ours.Id, title = "x", kind = "other" }),
        };
        foreach (var (method, real, missing, body) in hidden)
        {
            foreach (var ifMatch in (string?[])["\"1\"", "\"99\"", null])
            {
                var onReal = await _ours.Api.SendAsync(method, real, body, ("If-Match", ifMatch));
                var onMissing = await _ours.Api.SendAsync(method, missing, body, ("If-Match", ifMatch));
                onReal.Code.ShouldBe(onMissing.Code, $"{method} {real}");
                onReal.Code.ShouldBeOneOf([404, 428], $"{method} {real}");
                onReal.ETag.ShouldBeNull();
                Told(onReal).ShouldBe(Told(onMissing), $"{method} {real}");
            }
        }
        (await _ours.Api.GetAsync(_theirCity.Location!, ifNoneMatch: _theirCity.ETag)).Code.ShouldBe(404);
    }

    [Fact]
    public async Task What_belongs_to_a_hidden_record_answers_exactly_like_what_does_not_exist()
    {
        var membership = (await _theirs.Api.GetAsync($"{_theirCity.Location}/memberships")).Items.Single()!;
        var ofCity = await FilesOf.AddedAsync(_theirs.Api, _theirCity, "statutes");
        var ofMayor = await FilesOf.AddedAsync(_theirs.Api, _theirMayor, "registration-form");
        var hidden = new List<(HttpMethod Method, string Path, object? Body)>
        {
            (HttpMethod.Get, $"/api/v1/memberships/{(string)membership["id"]!}", null),
            (HttpMethod.Patch, $"/api/v1/memberships/{(string)membership["id"]!}", new { from = "2001-01-01" }),
            (HttpMethod.Get, $"{_theirCity.Location}/history", null),
            (HttpMethod.Post, $"{_theirCity.Location}/retire", new { on = "2020-01-01" }),
            (HttpMethod.Post, $"{_theirCity.Location}/reinstate", null),
            (HttpMethod.Get, $"{_theirMayor.Location}/history", null),
        };
        foreach (var (record, file) in new[] { (_theirCity, ofCity), (_theirMayor, ofMayor) })
        {
            hidden.Add((HttpMethod.Get, $"{record.Location}/documents", null));
            hidden.Add((HttpMethod.Get, file.Location!, null));
            hidden.Add((HttpMethod.Get, $"{file.Location}/file", null));
            hidden.Add((HttpMethod.Delete, file.Location!, null));
        }
        foreach (var (method, path, body) in hidden) await ReadsLikeNothingAsync(method, path, body, [404, 428]);
    }

    [Fact]
    public async Task What_the_secretariat_alone_does_is_forbidden_alike_for_what_is_hidden_and_what_is_not_there()
    {
        var membership = (await _theirs.Api.GetAsync($"{_theirCity.Location}/memberships")).Items.Single()!;
        var path = $"/api/v1/memberships/{(string)membership["id"]!}";
        foreach (var hidden in (string[])[$"{_theirCity.Location}/verify", $"{path}/confirm", $"{path}/refuse", $"{_theirMayor.Location}/erase"])
        {
            await ReadsLikeNothingAsync(HttpMethod.Post, hidden, null, [403]);
        }
        await ReadsLikeNothingAsync(HttpMethod.Get, $"{_theirMayor.Location}/export", null, [403]);
        await ReadsLikeNothingAsync(HttpMethod.Get, $"{_theirMayor.Location}/erasure", null, [403]);
    }

    /// <summary>Asks for a hidden record and for one with other ids that no record has.</summary>
    async Task ReadsLikeNothingAsync(HttpMethod method, string path, object? body, int[] codes)
    {
        var nowhere = string.Join('/', path.Split('/').Select(part => Guid.TryParse(part, out _) ? $"{Guid.CreateVersion7()}" : part));
        foreach (var ifMatch in (string?[])["\"1\"", "\"99\"", null])
        {
            var onReal = await _ours.Api.SendAsync(method, path, body, ("If-Match", ifMatch));
            var onMissing = await _ours.Api.SendAsync(method, nowhere, body, ("If-Match", ifMatch));
            onReal.Code.ShouldBeOneOf(codes, $"{method} {path}");
            (onReal.Code, onReal.ETag, Told(onReal)).ShouldBe((onMissing.Code, null, Told(onMissing)), $"{method} {path}");
        }
    }

    [Fact]
    public async Task Lists_and_counts_hold_nothing_of_another_network()
    {
        (await _ours.Api.GetAsync($"/api/v1/people?organisation={_theirCity.Id}&count=true")).Told().ShouldBe((0, 0));
        (await _ours.Api.GetAsync($"/api/v1/organisations?network={_theirs.Id}&count=true")).Told().ShouldBe((0, 0));
        (await _ours.Api.GetAsync("/api/v1/people?count=true")).Told().ShouldBe((0, 0));
        var mine = await _ours.Api.GetAsync("/api/v1/organisations?verified=false&count=true");
        mine.Items.Select(item => (string)item!["id"]!).ShouldBe([_ours.Id.ToString()]);
        ((int)mine.Body!["total"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_reference_to_a_hidden_organisation_reads_like_a_reference_to_none()
    {
        var person = await RegistryService.NewPersonAsync(_ours.Api);

        var hidden = await _ours.Api.PostAsync($"{person.Location}/positions", new { organisationId = _theirCity.Id, title = "Mayor", kind = "mayor" });
        var missing = await _ours.Api.PostAsync($"{person.Location}/positions", new { organisationId = Guid.CreateVersion7(), title = "Mayor", kind = "mayor" });

        hidden.Code.ShouldBe(400);
        Told(hidden).ShouldBe(Told(missing));
    }

    [Fact]
    public async Task Names_and_addresses_are_unique_to_nobody_so_their_use_tells_nothing()
    {
        var sameCity = await _ours.Api.PostAsync("/api/v1/organisations", new { name = "Rosario", kind = "municipality", country = "AR" });
        var samePerson = await _ours.Api.PostAsync("/api/v1/people", new { name = "Their mayor", emails = new[] { "somebody@example.org" } });

        sameCity.Code.ShouldBe(201);
        samePerson.Code.ShouldBe(201);
        sameCity.ETag.ShouldBe("\"1\"");
        sameCity.Body!.ToJsonString().ShouldNotContain(_theirCity.Id);
        samePerson.Body!.ToJsonString().ShouldNotContain(_theirMayor.Id);
    }

    [Fact]
    public async Task A_verified_organisation_is_public_but_its_people_and_memberships_are_not()
    {
        await registry.VerifyAsync(_theirCity);

        (await _ours.Api.GetAsync(_theirCity.Location!)).Code.ShouldBe(200);
        (await _ours.Api.GetAsync($"{_theirCity.Location}/memberships")).Items.Count.ShouldBe(0);
        (await _ours.Api.GetAsync($"/api/v1/people?organisation={_theirCity.Id}")).Items.Count.ShouldBe(0);
        (await _ours.Api.PatchAsync(_theirCity.Location!, new { population = 1 }, "\"2\"")).Code.ShouldBe(403);
        var person = await RegistryService.NewPersonAsync(_ours.Api);
        (await _ours.Api.PostAsync($"{person.Location}/positions", new { organisationId = _theirCity.Id, title = "Mayor", kind = "mayor" })).Code.ShouldBe(403);
    }

    [Fact]
    public async Task Asking_for_a_membership_gives_no_access_until_the_secretariat_confirms_it()
    {
        await registry.VerifyAsync(_theirCity);
        var asked = await _ours.Api.PostAsync($"{_theirCity.Location}/memberships", new { networkId = _ours.Id, from = "2020-01-01" });
        asked.Code.ShouldBe(201);
        asked.Text("status").ShouldBe("proposed");

        (await _ours.Api.PostAsync($"{asked.Location}/confirm", ifMatch: asked.ETag)).Code.ShouldBe(403);
        (await _ours.Api.GetAsync(_theirMayor.Location!)).Code.ShouldBe(404);
        (await _ours.Api.PatchAsync(_theirCity.Location!, new { population = 1 }, "\"2\"")).Code.ShouldBe(403);

        (await registry.Secretariat.PostAsync($"{asked.Location}/confirm", ifMatch: asked.ETag)).Code.ShouldBe(200);

        (await _ours.Api.GetAsync(_theirMayor.Location!)).Code.ShouldBe(200);
        (await _ours.Api.PatchAsync(_theirCity.Location!, new { population = 1 }, "\"2\"")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task A_network_can_ask_only_for_itself()
    {
        await registry.VerifyAsync(_theirCity);
        var city = await RegistryService.NewOrganisationAsync(_ours.Api);

        (await _ours.Api.PostAsync($"{city.Location}/memberships", new { networkId = _theirs.Id })).Code.ShouldBe(400);
        (await _ours.Api.PostAsync($"{_theirCity.Location}/memberships", new { networkId = _theirs.Id })).Code.ShouldBe(400);
    }

    [Fact]
    public async Task Access_ends_with_the_membership_and_with_the_position()
    {
        var membership = (await _theirs.Api.GetAsync($"{_theirCity.Location}/memberships")).Items.Single()!;
        var path = $"/api/v1/memberships/{(string)membership["id"]!}";
        var city = await RegistryService.NewOrganisationAsync(_theirs.Api, "Another");
        var person = await RegistryService.NewPersonAsync(_theirs.Api);
        await RegistryService.NewPositionAsync(_theirs.Api, person.Id, city.Id, "2010-01-01", "2012-12-31");

        // The network sees its people through present positions only.
        (await _theirs.Api.GetAsync(person.Location!)).Code.ShouldBe(404);

        (await registry.Secretariat.PatchAsync(path, new { from = "2015-01-01", to = "2019-12-31" }, "\"1\"")).Code.ShouldBe(200);
        (await _theirs.Api.GetAsync(_theirCity.Location!)).Code.ShouldBe(404);
        (await _theirs.Api.GetAsync(_theirMayor.Location!)).Code.ShouldBe(404);
        (await _theirs.Api.PatchAsync(path, """{ "to": null }""", "\"2\"")).Rule.ShouldBe("membership-decided");
    }

    [Fact]
    public async Task A_client_whose_network_is_not_registered_registers_nothing()
    {
        var stray = registry.Client(TestTokens.Network(Guid.CreateVersion7(), "registry:read", "registry:write"));

        var answer = await stray.PostAsync("/api/v1/organisations", new { name = "Nowhere", kind = "municipality" });

        answer.Rule.ShouldBe("network-unknown");
        (await stray.GetAsync("/api/v1/organisations?verified=false")).Items.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Of_a_person_of_two_networks_each_sees_the_positions_at_organisations_it_may_see()
    {
        var ourCity = await RegistryService.NewOrganisationAsync(_ours.Api, "Ours");
        (await registry.Secretariat.PostAsync($"{_theirMayor.Location}/positions",
            new { organisationId = ourCity.Id, title = "Adviser", kind = "expert", from = "2021-01-01" })).Code.ShouldBe(201);

        (await _ours.Api.GetAsync(_theirMayor.Location!)).Code.ShouldBe(200);
        (await _ours.Api.GetAsync($"{_theirMayor.Location}/positions")).Items.Select(at => (string)at!["title"]!).ShouldBe(["Adviser"]);
        (await _ours.Api.GetAsync(_theirPosition.Location!)).Code.ShouldBe(404);
        (await _theirs.Api.GetAsync($"{_theirMayor.Location}/positions")).Items.Select(at => (string)at!["title"]!).ShouldBe(["Mayor"]);
    }

    /// <summary>A problem without the trace id, which is each answer's own.</summary>
    static string Told(ApiAnswer answer)
    {
        var body = answer.Body!.DeepClone().AsObject();
        body.Remove("traceId");
        return body.ToJsonString();
    }
}

static class Counts
{
    public static (int Items, int Total) Told(this ApiAnswer page) => (page.Items.Count, (int)page.Body!["total"]!);
}
