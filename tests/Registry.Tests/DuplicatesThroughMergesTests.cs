using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Tests;

/// <summary>What was merged into a record speaks for it, is no network's affair, and is forgotten with whom it names.</summary>
public sealed class DuplicatesThroughMergesTests(RegistryService registry)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_that_was_merged_away_counts_for_who_speaks_until_the_merge_is_undone()
    {
        var speaks = await PersonAsync("Philippa Ashgrove");
        var former = await PersonAsync("Wolfgang Nightingale");
        var chained = await PersonAsync("Ottilie Zwetschkenbaum");
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = chained.Id, intoId = former.Id })).Code.ShouldBe(201);
        var merge = await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = former.Id, intoId = speaks.Id });

        // Compared from either side: first who comes, then who speaks.
        var comes = await PersonAsync("Wolfgang Nightingall");
        var pair = await registry.PairAsync(speaks, comes, "suggested");
        var also = await registry.PairAsync(speaks, await PersonAsync("Ottilie Zwetschgenbaum"), "suggested");
        Through(pair).ShouldBe(("Wolfgang Nightingale", "Wolfgang Nightingall"));
        Through(also).ShouldBe(("Ottilie Zwetschkenbaum", "Ottilie Zwetschgenbaum"));
        var renamed = await registry.Secretariat.PatchAsync(speaks.Location!, new { name = "Philippa Ashgrove-Lund" }, speaks.ETag);
        await registry.Compared(renamed with { Location = speaks.Location });
        Through(await registry.PairAsync(speaks, comes, "suggested")).ShouldBe(("Wolfgang Nightingale", "Wolfgang Nightingall"));
        (await registry.Secretariat.GetAsync($"/api/v1/duplicates?record={former.Id}&state=suggested")).Items.ShouldBeEmpty();

        (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);
        await registry.PairAsync(speaks, comes, "moot");
        await registry.PairAsync(former, comes, "suggested");

        // Nothing of them stays with those that once spoke for them.
        var erased = await registry.Secretariat.GetAsync(former.Location!);
        (await registry.Secretariat.PostAsync($"{former.Location}/erase", ifMatch: erased.ETag)).Code.ShouldBe(202);
        (await registry.RowsNamingAsync("Nightingale", "Zwetschkenbaum")).ShouldBeEmpty();

        static (string, string) Through(JsonNode pair)
        {
            var evidence = pair["evidence"]!.AsArray().Single(e => (bool)e!["throughMerge"]!)!;
            ((string)evidence["kind"]!).ShouldBe("name");
            return ((string)evidence["first"]!, (string)evidence["second"]!);
        }
    }

    [Fact]
    public async Task A_city_is_like_what_was_merged_into_another_only_where_both_may_be()
    {
        const string country = "GT", elsewhere = "HN";
        var speaks = await RegistryService.NewOrganisationAsync(registry.Secretariat, "Ayuntamiento Quetzalmiztli", country: country);
        var former = await RegistryService.NewOrganisationAsync(registry.Secretariat, "Villa Tlacotepecan", country: null);
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { organisationId = former.Id, intoId = speaks.Id })).Code.ShouldBe(201);

        var away = await RegistryService.NewOrganisationAsync(registry.Secretariat, "Villa Tlacotepecan", country: elsewhere);
        var here = await RegistryService.NewOrganisationAsync(registry.Secretariat, "Villa Tlacotepecan", country: country);

        (await registry.PairAsync(speaks, here, "suggested"))["evidence"]!.AsArray().Count(e => (string)e!["kind"]! == "name" && (bool)e["throughMerge"]!).ShouldBe(1);
        await registry.Compared(away);
        (await registry.PairsAsync(speaks, away)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_network_is_not_told_of_a_name_in_a_merged_record()
    {
        var network = await registry.NewNetworkAsync();
        var speaks = await RegistryService.PersonAsync(network.Api, "Lucretia Fairweather");
        var former = await PersonAsync("Evangeline Stormcrow");
        var like = await RegistryService.PersonAsync(network.Api, "Evangeline Stormcrowe");
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = former.Id, intoId = speaks.Id })).Code.ShouldBe(201);
        var pair = await registry.PairAsync(speaks, like, "suggested");

        (await network.Api.GetAsync("/api/v1/duplicates?kind=person&count=true")).Told().ShouldBe((0, 0));
        (await network.Api.GetAsync($"/api/v1/duplicates/{pair["id"]}")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task An_address_of_one_person_who_was_recorded_often_is_no_office_s()
    {
        var email = $"{Guid.NewGuid()}@city.example";
        var kept = await PersonAsync("Philomena Adeyemi", email);
        for (var n = 0; n < 5; n++) await MergeAsync(await PersonAsync("Philomena Adeyemi", email), kept);
        var again = await PersonAsync("P. Adeyemi Okoro", email);
        await registry.Compared(again);

        (await registry.PairsAsync(kept, again)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task People_at_two_organisations_that_turn_out_to_be_one_are_compared()
    {
        var (one, two) = (await RegistryService.NewOrganisationAsync(registry.Secretariat), await RegistryService.NewOrganisationAsync(registry.Secretariat));
        var (first, second) = (await PersonAsync("Maria Antonieta Etchegoyen"), await PersonAsync("Maria Antonieta Urrutibehety"));
        await RegistryService.NewPositionAsync(registry.Secretariat, first.Id, one.Id);
        await RegistryService.NewPositionAsync(registry.Secretariat, second.Id, two.Id);
        await registry.Compared(first);
        await registry.Compared(second);
        (await registry.PairsAsync(first, second)).ShouldBeEmpty();
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { organisationId = two.Id, intoId = one.Id })).Code.ShouldBe(201);
        await registry.Compared(two);

        (await registry.PairsAsync(first, second)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Colleagues_are_found_where_an_organisation_was_merged_twice()
    {
        var (one, two, three) = (await RegistryService.NewOrganisationAsync(registry.Secretariat), await RegistryService.NewOrganisationAsync(registry.Secretariat),
            await RegistryService.NewOrganisationAsync(registry.Secretariat));
        foreach (var (from, into) in new[] { (one, two), (two, three) })
        {
            (await registry.Secretariat.PostAsync("/api/v1/merges", new { organisationId = from.Id, intoId = into.Id })).Code.ShouldBe(201);
        }
        // Positions at a merged one are from before its merge.
        var (first, second) = (await PersonAsync("Juan Ignacio Zubizarreta"), await PersonAsync("Juan Ignacio Olavarrieta"));
        await registry.AskAsync(db => db.Database.ExecuteSqlAsync($"""
            INSERT INTO positions (id, person_id, organisation_id, title, kind, version) VALUES ({Guid.CreateVersion7()}, {Guid.Parse(first.Id)}, {Guid.Parse(one.Id)}, 'Secretary', 'other', 1)
            """, Token));
        await RegistryService.NewPositionAsync(registry.Secretariat, second.Id, three.Id);
        await registry.Compared(second);

        (await registry.PairsAsync(first, second)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Two_that_were_kept_apart_are_not_suggested_through_a_merge_on_the_same_evidence()
    {
        var (first, second) = (await PersonAsync("Hildegunde Morgenstern-Abt"), await PersonAsync("Hildegunde Morgenstern Abbt"));
        await KeepApartAsync(await registry.PairAsync(first, second, "suggested"));
        var third = await PersonAsync("Ximena Quiroga");
        await MergeAsync(second, third);
        await registry.Compared(second);

        (await registry.PairsAsync(first, third)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_merge_that_is_undone_does_not_undo_that_two_were_kept_apart()
    {
        var email = $"{Guid.NewGuid()}@city.example";
        var (first, second) = (await PersonAsync("Rosamunde Eichelberger-Voss"), await PersonAsync("Rosamunde Eichelberger Vos", email));
        await KeepApartAsync(await registry.PairAsync(first, second, "suggested"));
        var third = await PersonAsync("Tadeusz Kowalczyk", email);
        var merge = await MergeAsync(third, first);
        await registry.PairAsync(first, second, "suggested");
        (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);
        await registry.Compared(third);

        ((string)(await registry.PairsAsync(first, second)).ShouldHaveSingleItem()["state"]!).ShouldBe("kept-apart");
    }

    [Fact]
    public async Task An_erasure_forgets_what_a_pair_once_said_through_a_merge_that_was_undone()
    {
        var speaker = await PersonAsync("Wendeline Trautmannsdorf");
        var other = await PersonAsync("Wendeline Trautmansdorff");
        await registry.PairAsync(speaker, other, "suggested");
        var merged = await PersonAsync("Wendelina Trautmansdorff");
        var merge = await MergeAsync(merged, speaker);
        await Eventually.IsAsync(async () => (await registry.PairAsync(speaker, other, "suggested"))["evidence"]!.ToJsonString().Contains("Wendelina"));
        (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);
        await Eventually.IsAsync(async () => !(await registry.PairAsync(speaker, other, "suggested"))["evidence"]!.ToJsonString().Contains("Wendelina"));

        (await registry.Secretariat.PostAsync($"{merged.Location}/erase", ifMatch: "*")).Code.ShouldBe(202);

        (await registry.RowsNamingAsync("Wendelina")).ShouldBeEmpty();
    }

    Task<ApiAnswer> PersonAsync(string name, string? email = null) => RegistryService.PersonAsync(registry.Secretariat, name, email);

    async Task<ApiAnswer> MergeAsync(ApiAnswer person, ApiAnswer into)
    {
        var merge = await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = person.Id, intoId = into.Id });
        merge.Code.ShouldBe(201, merge.ToString());
        return merge;
    }

    async Task KeepApartAsync(JsonNode pair) =>
        (await registry.Secretariat.PostAsync($"/api/v1/duplicates/{(string)pair["id"]!}/keep-apart", new { reason = "Two" }, $"\"{(int)pair["version"]!}\"")).Code.ShouldBe(200);
}
