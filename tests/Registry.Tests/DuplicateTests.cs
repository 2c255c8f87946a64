using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Tests;

/// <summary>What may be one is suggested with its evidence, and stays two until somebody decides.</summary>
public sealed class DuplicateTests(RegistryService registry)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_surnames_of_one_secretary_are_suggested_and_stay_two_until_decided()
    {
        var pintana = await RegistryService.NewOrganisationAsync(registry.Secretariat, "La Pintana");
        var gutierrez = await RegistryService.PersonAsync(registry.Secretariat, "Juan Pablo Gutierrez");
        var caceido = await RegistryService.PersonAsync(registry.Secretariat, "Juan Pablo Caceido");
        await RegistryService.NewPositionAsync(registry.Secretariat, gutierrez.Id, pintana.Id);
        await RegistryService.NewPositionAsync(registry.Secretariat, caceido.Id, pintana.Id);

        var pair = await registry.PairAsync(gutierrez, caceido, "suggested");

        Evidence(pair, "name").ShouldBe(("Juan Pablo Gutierrez", "Juan Pablo Caceido"));
        ((double)pair["evidence"]![0]!["score"]!).ShouldBeInRange(0.3, 0.5);
        Evidence(pair, "organisation").ShouldBe((pintana.Id, pintana.Id));
        foreach (var one in (ApiAnswer[])[gutierrez, caceido]) (await registry.Secretariat.GetAsync(one.Location!)).Text("status").ShouldBe("active");

        var merge = await registry.Secretariat.PostAsync(PathOf(pair), new { intoId = gutierrez.Id }, TagOf(pair));

        merge.Code.ShouldBe(201, merge.ToString());
        (merge.Text("personId"), merge.Text("intoId")).ShouldBe((caceido.Id, gutierrez.Id));
        (await registry.PairAsync(gutierrez, caceido, "merged"))["mergeId"]!.GetValue<string>().ShouldBe(merge.Id);

        (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);
        (await registry.PairAsync(gutierrez, caceido, "suggested"))["mergeId"].ShouldBeNull();
    }

    [Theory]
    [InlineData("São Paulo Prefeitura", "SAO PAULO prefeitura")]
    [InlineData("Marrakesh", "Marrakech")]
    [InlineData("MERCOCIUDADES", "Mercociudades")]
    [InlineData("Intendencia de Montevideo", "Intendência de Montevidéu")]
    [InlineData("Çankaya Belediyesi", "Cankaya Belediyesi")]
    [InlineData("بلدية الرباط", "بلدية الرباط")]
    [InlineData("Quilpué", "Quilpue\u0301")]
    [InlineData("Міська рада Львів", "Mis'ka rada Lviv")]
    [InlineData("Δήμος Θεσσαλονίκης", "Dimos Thessalonikis")]
    public async Task Names_are_compared_without_accents_and_case_and_with_other_letters(string name, string other)
    {
        var country = NewCountry();
        var first = await RegistryService.NewOrganisationAsync(registry.Secretariat, name, country: country);
        var second = await RegistryService.NewOrganisationAsync(registry.Secretariat, other, country: country);

        var pair = await registry.PairAsync(first, second, "suggested");

        Evidence(pair, "name").ShouldBe((name, other));
        Evidence(pair, "country").ShouldBe((country, country));
        Evidence(pair, "organisation-kind").ShouldBe(("municipality", "municipality"));
    }

    [Fact]
    public async Task A_former_name_or_an_acronym_is_a_name()
    {
        var whole = await registry.Secretariat.PostAsync("/api/v1/organisations", new
        {
            name = "Consorcio de Gobiernos Provinciales", kind = "network", country = "EC", otherNames = new[] { new { name = "CONGOPEX", kind = "acronym" } },
        });
        var acronym = await RegistryService.NewOrganisationAsync(registry.Secretariat, "Congopex", "network", "EC");

        Evidence(await registry.PairAsync(whole, acronym, "suggested"), "name").ShouldBe(("CONGOPEX", "Congopex"));
    }

    [Fact]
    public async Task The_same_name_elsewhere_another_number_or_another_name_is_no_duplicate()
    {
        var here = await RegistryService.NewOrganisationAsync(registry.Secretariat, "Distrito de Guadalupe 5", country: "CR");
        var different = new[]
        {
            await RegistryService.NewOrganisationAsync(registry.Secretariat, "Distrito de Guadalupe 5", country: "MX"),
            await RegistryService.NewOrganisationAsync(registry.Secretariat, "Distrito de Guadalupe 6", country: "CR"),
            await RegistryService.NewOrganisationAsync(registry.Secretariat, "Provincia de Chiriquí", country: "CR"),
        };
        var same = await RegistryService.NewOrganisationAsync(registry.Secretariat, "Distrito de Guadalupe 5", country: "CR");
        await registry.PairAsync(here, same, "suggested");

        foreach (var other in different) (await registry.PairsAsync(here, other)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Maria@City.example", null, "maria@city.EXAMPLE", null, "email")]
    [InlineData(null, "+55 (11) 4444-0001", null, "011 44440001", "phone")]
    public async Task The_same_address_or_number_however_written_is_evidence(string? email, string? phone, string? email2, string? phone2, string kind)
    {
        var (first, second) = (await WithContactAsync("Jean Dupont", email, phone), await WithContactAsync("Jeannette Dupond", email2, phone2));

        var pair = await registry.PairAsync(first, second, "suggested");

        Evidence(pair, kind).First.ShouldBe(Evidence(pair, kind).Second);
    }

    [Fact]
    public async Task An_address_that_many_share_is_an_office_s_and_says_nothing()
    {
        var office = $"office-{Guid.NewGuid()}@city.example";
        string[] names = ["Quentin Abara", "Olga Svensson", "Wu Lei", "Thabo Nkosi", "Ingrid Maier", "Pierre Blanc"];
        List<ApiAnswer> people = [];
        foreach (var name in names) people.Add(await WithContactAsync(name, office, null));
        var pair = await registry.Compared(people[^1]);

        (await registry.Secretariat.GetAsync($"/api/v1/duplicates?record={people[^1].Id}")).Items.ShouldBeEmpty(pair);
    }

    [Fact]
    public async Task Two_that_were_kept_apart_are_suggested_again_only_on_stronger_evidence()
    {
        var email = $"{Guid.NewGuid()}@city.example";
        var (first, second) = (await WithContactAsync("Rosalinda Huamán Quispe", email, null), await WithContactAsync("Rosalinda Huaman Quispe", null, null));
        var pair = await registry.PairAsync(first, second, "suggested");
        var path = $"/api/v1/duplicates/{(string)pair["id"]!}";
        (await registry.Secretariat.PostAsync($"{path}/keep-apart", new { reason = " " }, TagOf(pair))).Code.ShouldBe(400);
        (await registry.Secretariat.PostAsync($"{path}/keep-apart", new { reason = "Mother and daughter" })).Code.ShouldBe(428);
        var kept = await registry.Secretariat.PostAsync($"{path}/keep-apart", new { reason = "Mother and daughter" }, TagOf(pair));
        (kept.Code, kept.Text("state"), kept.Text("reason")).ShouldBe((200, "kept-apart", "Mother and daughter"));
        (await registry.Secretariat.PostAsync($"{path}/keep-apart", new { reason = "Again" }, kept.ETag)).Rule.ShouldBe("duplicate-decided");
        (await registry.Secretariat.PostAsync($"{path}/merge", new { intoId = first.Id }, kept.ETag)).Rule.ShouldBe("duplicate-decided");

        var changed = await registry.Secretariat.PatchAsync(second.Location!, new { name = "Rosalinda Huamán Quispe", languages = new[] { "qu" } }, second.ETag);
        await registry.Compared(changed with { Location = second.Location });
        (await registry.PairsAsync(first, second)).ShouldHaveSingleItem()!["state"]!.GetValue<string>().ShouldBe("kept-apart");

        (await registry.Secretariat.PatchAsync(second.Location!, new { emails = new[] { email } }, changed.ETag)).Code.ShouldBe(200);
        var again = await registry.PairAsync(first, second, "suggested");
        Evidence(again, "email").ShouldBe((email, email));
        again["reason"].ShouldBeNull();
    }

    [Fact]
    public async Task A_pair_is_moot_once_the_names_part_and_suggested_when_they_meet_again()
    {
        var (first, second) = (await WithContactAsync("Wilhelmina van der Broek", null, null), await WithContactAsync("Wilhelmina van den Broek", null, null));
        await registry.PairAsync(first, second, "suggested");

        var renamed = await registry.Secretariat.PatchAsync(second.Location!, new { name = "Tendai Moyo" }, second.ETag);
        await registry.PairAsync(first, second, "moot");

        (await registry.Secretariat.PatchAsync(second.Location!, new { name = "Wilhelmina van der Broek" }, renamed.ETag)).Code.ShouldBe(200);
        await registry.PairAsync(first, second, "suggested");
    }

    [Fact]
    public async Task A_merge_with_a_third_or_a_retirement_makes_a_pair_moot_and_its_undoing_brings_it_back()
    {
        var (first, second) = (await WithContactAsync("Xiomara Castañeda Ruiz", null, null), await WithContactAsync("Xiomara Castaneda Ruiz", null, null));
        var third = await WithContactAsync("Somebody else entirely", null, null);
        await registry.PairAsync(first, second, "suggested");
        var merge = await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = second.Id, intoId = third.Id });
        await registry.PairAsync(first, second, "moot");
        (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);
        await registry.PairAsync(first, second, "suggested");

        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat, "Bergamotto Superiore", country: "IT");
        var same = await RegistryService.NewOrganisationAsync(registry.Secretariat, "Bergamoto Superiore", country: "IT");
        await registry.PairAsync(city, same, "suggested");
        var retired = await registry.Secretariat.PostAsync($"{same.Location}/retire", new { on = "2020-01-01" }, same.ETag);
        await registry.PairAsync(city, same, "moot");
        (await registry.Secretariat.PostAsync($"{same.Location}/reinstate", ifMatch: retired.ETag)).Code.ShouldBe(200);
        await registry.PairAsync(city, same, "suggested");
    }

    [Fact]
    public async Task A_network_sees_a_pair_only_when_it_may_read_both_and_decides_nothing()
    {
        var (ours, theirs) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var first = await RegistryService.PersonAsync(ours.Api, "Ngozi Adichie Okafor");
        var second = await RegistryService.PersonAsync(theirs.Api, "Ngozi Adichie-Okafor");
        var third = await RegistryService.PersonAsync(ours.Api, "Ngozi Adichie Okaför");
        var hidden = await registry.PairAsync(first, second, "suggested");
        var seen = await registry.PairAsync(first, third, "suggested");
        string Path(JsonNode pair) => $"/api/v1/duplicates/{(string)pair["id"]!}";

        // Verified organisations are a directory for all, and so are pairs of them.
        (await ours.Api.GetAsync("/api/v1/duplicates?kind=person&count=true")).Told().ShouldBe((1, 1));
        (await ours.Api.GetAsync(Path(seen))).Body!["evidence"]!.ToJsonString().ShouldBe(seen["evidence"]!.ToJsonString());
        (await ours.Api.GetAsync(Path(hidden))).Code.ShouldBe(404);
        (await theirs.Api.GetAsync("/api/v1/duplicates?kind=person&count=true")).Told().ShouldBe((0, 0));
        (await ours.Api.PostAsync($"{Path(seen)}/merge", new { intoId = first.Id }, TagOf(seen))).Code.ShouldBe(403);
        (await ours.Api.PostAsync($"{Path(seen)}/keep-apart", new { reason = "x" }, TagOf(seen))).Code.ShouldBe(403);
        (await ours.Api.PostAsync("/api/v1/duplicates/search")).Code.ShouldBe(403);
    }

    [Fact]
    public async Task A_network_is_not_told_of_an_organisation_in_the_evidence_that_it_may_not_read()
    {
        var (ours, theirs) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var hidden = await RegistryService.NewOrganisationAsync(theirs.Api, "Hidden city of evidence");
        var city = await RegistryService.NewOrganisationAsync(ours.Api, "Our city of evidence");
        var (first, second) = (await WithContactAsync("Anneliese Vogt-Krämer", null, null), await WithContactAsync("Anneliese Vogt-Kramer", null, null));
        foreach (var person in (ApiAnswer[])[first, second])
        {
            await RegistryService.NewPositionAsync(registry.Secretariat, person.Id, hidden.Id);
        }
        await Eventually.IsAsync(async () => (await registry.PairAsync(first, second, "suggested"))["evidence"]!.AsArray().Count == 2);
        foreach (var person in (ApiAnswer[])[first, second]) await RegistryService.NewPositionAsync(registry.Secretariat, person.Id, city.Id);

        var pair = (await ours.Api.GetAsync("/api/v1/duplicates?kind=person")).Items.ShouldHaveSingleItem()!;

        pair.ToJsonString().ShouldNotContain(hidden.Id);
    }

    [Fact]
    public async Task An_erasure_removes_the_pairs_and_their_evidence()
    {
        var (first, second) = (await WithContactAsync("Barnabas Thistlewood", null, null), await WithContactAsync("Barnabas Thistelwood", null, null));
        var pair = await registry.PairAsync(first, second, "suggested");
        var id = (string)pair["id"]!;

        (await registry.Secretariat.PostAsync($"{first.Location}/erase", ifMatch: first.ETag)).Code.ShouldBe(202);

        (await registry.Secretariat.GetAsync($"/api/v1/duplicates/{id}")).Code.ShouldBe(404);
        (await registry.RowsNamingAsync("Thistlewood")).ShouldBeEmpty();
        await registry.Compared(second);
        (await registry.PairsAsync(first, second)).ShouldBeEmpty();
        (await registry.FaultOfHistoryAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_pass_finds_what_no_change_told_of()
    {
        // As a load from elsewhere would leave them: without history.
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await registry.AskAsync(db => db.Database.ExecuteSqlAsync($"""
            INSERT INTO people (id, name, other_spellings, languages, emails, phones, consents, status, version)
            SELECT id, name, '[]', ARRAY[]::text[], ARRAY[]::text[], ARRAY[]::text[], '[]', 'active', 1
            FROM unnest({new[] { first, second }}, {new[] { "Theodolinda Passmore", "Theodolinda Pasmore" }}) AS t(id, name)
            """, Token));

        (await registry.Secretariat.PostAsync("/api/v1/duplicates/search")).Code.ShouldBe(202);

        await Eventually.IsAsync(async () => (await registry.PairsAsync(first, second)).Count == 1);
        await Eventually.IsAsync(() => registry.AskAsync(db => db.SearchProgress.AllAsync(at => at.Pass == null, Token)));
    }

    [Fact]
    public async Task Pairs_that_are_moot_leave_room_for_those_of_the_new_name()
    {
        List<ApiAnswer> namesakes = [];
        for (var n = 0; n < 11; n++) namesakes.Add(await WithContactAsync("Baldomero Ferreyra Quintanilla", null, null));
        var meant = await WithContactAsync("Zoraida Pumacahua Llosa", null, null);
        foreach (var person in namesakes) await registry.Compared(person);
        var one = namesakes[5];
        (await registry.Secretariat.PatchAsync(one.Location!, new { name = "Zoraida Pumacahua Llosa" }, one.ETag)).Code.ShouldBe(200);
        await registry.Compared(one);

        ((string)(await registry.PairsAsync(one, meant)).ShouldHaveSingleItem()["state"]!).ShouldBe("suggested");
    }

    [Fact]
    public async Task The_strongest_evidence_is_shown_though_ten_weaker_pairs_are_open()
    {
        List<ApiAnswer> namesakes = [];
        for (var n = 0; n < 11; n++) namesakes.Add(await WithContactAsync(n == 0 ? "Hermenegildo Oyarzabal Prats" : "Hermenegildo Oyarzabal Pratts", null, null));
        var email = $"{Guid.NewGuid()}@city.example";
        var meant = await WithContactAsync("H. Oyarzabal", email, null);
        foreach (var person in namesakes.Append(meant)) await registry.Compared(person);
        var one = namesakes[0];
        (await registry.Secretariat.PatchAsync(one.Location!, new { emails = new[] { email }, otherSpellings = new[] { new { name = "H. Oyarzabal" } } }, one.ETag)).Code.ShouldBe(200);
        await registry.Compared(one);

        ((string)(await registry.PairsAsync(one, meant)).ShouldHaveSingleItem()["state"]!).ShouldBe("suggested");
    }

    [Fact]
    public async Task Filters_narrow_the_list_and_pairs_are_decided_for_one_of_the_two()
    {
        var (first, second) = (await WithContactAsync("Clementine Okonkwo-Hale", null, null), await WithContactAsync("Clementine Okonkwo Hale", null, null));
        var pair = await registry.PairAsync(first, second, "suggested");

        (await registry.Secretariat.GetAsync($"/api/v1/duplicates?record={first.Id}&kind=person&state=suggested&count=true")).Told().ShouldBe((1, 1));
        (await registry.Secretariat.GetAsync($"/api/v1/duplicates?record={first.Id}&kind=organisation&count=true")).Told().ShouldBe((0, 0));
        (await registry.Secretariat.GetAsync($"/api/v1/duplicates?record={first.Id}&state=moot&count=true")).Told().ShouldBe((0, 0));
        (await registry.Secretariat.GetAsync("/api/v1/duplicates?state=unknown")).Code.ShouldBe(400);
        var stranger = await registry.Secretariat.PostAsync(PathOf(pair), new { intoId = Guid.CreateVersion7() }, TagOf(pair));
        stranger.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe("intoId");
        (await registry.Secretariat.PostAsync(PathOf(pair), new { intoId = first.Id }, "\"99\"")).Code.ShouldBe(412);
    }

    static int _countries;

    /// <summary>Names repeat among tests; countries keep them apart.</summary>
    static string NewCountry() => ServiceDefaults.Reference.Countries.All.ElementAt(Interlocked.Increment(ref _countries)).Code;

    Task<ApiAnswer> WithContactAsync(string name, string? email, string? phone) => RegistryService.PersonAsync(registry.Secretariat, name, email, phone);

    static string PathOf(JsonNode pair) => $"/api/v1/duplicates/{(string)pair["id"]!}/merge";

    static string TagOf(JsonNode pair) => $"\"{(int)pair["version"]!}\"";

    /// <summary>The evidence of a kind; records are made in the order of their ids.</summary>
    static (string First, string Second) Evidence(JsonNode pair, string kind)
    {
        var evidence = pair["evidence"]!.AsArray().Single(e => (string)e!["kind"]! == kind)!;
        return ((string)evidence["first"]!, (string)evidence["second"]!);
    }
}
