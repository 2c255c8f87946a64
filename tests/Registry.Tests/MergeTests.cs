using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests;

public sealed class MergeTests(RegistryService registry)
{
    [Fact]
    public async Task A_position_of_a_merged_person_is_ended_and_gains_no_days()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var (kept, merged) = (await RegistryService.NewPersonAsync(registry.Secretariat), await RegistryService.NewPersonAsync(registry.Secretariat));
        var position = await RegistryService.NewPositionAsync(registry.Secretariat, merged.Id, city.Id, "2010-01-01", "2012-01-01");
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = merged.Id, intoId = kept.Id })).Code.ShouldBe(201);

        (await registry.Secretariat.PatchAsync(position.Location!, new { to = (string?)null }, position.ETag)).Rule.ShouldBe("person-not-active");
        (await registry.Secretariat.PatchAsync(position.Location!, new { to = "2011-06-30" }, position.ETag)).Code.ShouldBe(200);
    }

    [Fact]
    public async Task A_merge_lets_one_record_speak_for_the_other_and_an_undo_parts_them_again()
    {
        var gutierrez = await RegistryService.NewPersonAsync(registry.Secretariat, "Juan Pablo Gutierrez");
        var caceido = await RegistryService.NewPersonAsync(registry.Secretariat, "Juan Pablo Caceido");

        var merge = await MergeAsync(caceido, gutierrez);

        merge.Code.ShouldBe(201, merge.ToString());
        var merged = await registry.Secretariat.GetAsync(caceido.Location!);
        (merged.Text("status"), merged.Text("canonicalId"), merged.Text("name")).ShouldBe(("merged", gutierrez.Id, "Juan Pablo Caceido"));
        (await registry.EventsOfAsync(caceido.Id))[^1].ShouldContain($"\"canonicalId\":\"{gutierrez.Id}\"");
        (await registry.Secretariat.PatchAsync(caceido.Location!, new { name = "Another" }, merged.ETag)).Rule.ShouldBe("person-not-active");

        (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);

        var parted = await registry.Secretariat.GetAsync(caceido.Location!);
        (parted.Text("status"), parted.Body!["canonicalId"]).ShouldBe(("active", null));
        (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: "\"2\"")).Rule.ShouldBe("merge-undone");
    }

    [Fact]
    public async Task Only_records_that_speak_for_themselves_are_merged()
    {
        var (a, b, c) = (await NewAsync(), await NewAsync(), await NewAsync());
        (await MergeAsync(a, a)).Rule.ShouldBe("merge-with-itself");
        (await MergeAsync(a, b)).Code.ShouldBe(201);

        (await MergeAsync(a, c)).Rule.ShouldBe("merge-of-active-only");
        (await MergeAsync(c, a)).Rule.ShouldBe("merge-of-active-only");
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = Guid.CreateVersion7(), intoId = c.Id })).Code.ShouldBe(400);
    }

    [Fact]
    public async Task Of_merges_that_cross_one_is_done()
    {
        var (a, b) = (await NewAsync(), await NewAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => n % 2 == 0 ? MergeAsync(a, b) : MergeAsync(b, a)));

        answers.Count(answer => answer.Code == 201).ShouldBe(1);
        answers.Where(answer => answer.Code != 201).ShouldAllBe(answer => answer.Rule == "merge-of-active-only");
    }

    [Fact]
    public async Task A_network_merges_nobody()
    {
        var network = await registry.NewNetworkAsync();
        var (a, b) = (await RegistryService.NewPersonAsync(network.Api), await RegistryService.NewPersonAsync(network.Api));

        (await network.Api.PostAsync("/api/v1/merges", new { personId = a.Id, intoId = b.Id })).Code.ShouldBe(403);
        (await network.Api.PostAsync($"{a.Location}/erase", ifMatch: a.ETag)).Code.ShouldBe(403);
    }

    Task<ApiAnswer> NewAsync() => RegistryService.NewPersonAsync(registry.Secretariat);

    Task<ApiAnswer> MergeAsync(ApiAnswer person, ApiAnswer into) =>
        registry.Secretariat.PostAsync("/api/v1/merges", new { personId = person.Id, intoId = into.Id });
}
