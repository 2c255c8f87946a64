using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Reference;

namespace MayorsMechanism.Registry.Tests;

public sealed class ReferenceTests(RegistryService registry)
{
    [Fact]
    public async Task Countries_are_given_with_their_regions()
    {
        var answer = await registry.Client(TestTokens.Network(Guid.CreateVersion7(), "registry:read")).GetAsync("/api/v1/registry/countries");

        answer.Items.Count.ShouldBe(249);
        answer.Items.Single(item => (string)item!["code"]! == "UY")!.ToJsonString()
            .ShouldBe("""{"code":"UY","region":"019","subregion":"419","intermediateRegion":"005","name":"Uruguay"}""");
    }

    [Fact]
    public async Task Regions_are_given_with_their_names_in_four_languages_and_what_they_are_within()
    {
        var answer = await registry.Secretariat.GetAsync("/api/v1/registry/regions");

        var south = answer.Items.Single(item => (string)item!["code"]! == "005")!;
        ((string)south["within"]!, (string)south["names"]!["fr"]!).ShouldBe(("419", "Amérique du Sud"));
        answer.Items.ShouldAllBe(item => item!["names"]!.AsObject().Count == 4 && item["names"]!.AsObject().All(name => ((string)name.Value!).Length > 0));
        string[] known = [.. answer.Items.Select(item => (string)item!["code"]!)];
        answer.Items.ShouldAllBe(item => (string)item!["code"]! == "001" ? item["within"] == null : known.Contains((string)item["within"]!));
        Countries.All.SelectMany(country => Countries.RegionsOf(country.Code)).Append("001").Distinct().ShouldBe(known, ignoreOrder: true);
    }

    [Fact]
    public async Task Regional_processes_are_given_with_members_source_and_date()
    {
        var answer = await registry.Secretariat.GetAsync("/api/v1/registry/regional-processes");

        var puebla = answer.Items.Single(item => (string)item!["id"]! == "puebla-process")!;
        puebla["members"]!.AsArray().Select(code => (string)code!).ShouldBe(["BZ", "CA", "CR", "DO", "GT", "HN", "MX", "NI", "PA", "SV", "US"]);
        puebla["acronyms"]!.AsArray().Select(name => (string)name!).ShouldContain("RCM");
        answer.Items.ShouldAllBe(item => ((string)item!["source"]!).Length > 0 && ((string)item["asOf"]!).Length == 7);
    }

    [Theory]
    [InlineData("/api/v1/registry/countries")]
    [InlineData("/api/v1/registry/regions")]
    [InlineData("/api/v1/registry/regional-processes")]
    public async Task Reference_data_may_be_kept_and_is_for_callers_with_a_token(string path)
    {
        var answer = await registry.Secretariat.GetAsync(path);

        answer.Text("source").ShouldNotBeEmpty();
        answer.Text("asOf").ShouldMatch("^20[0-9]{2}-(0[1-9]|1[0-2])$");
        answer.Headers.CacheControl!.ToString().ShouldBe("max-age=86400, private");
        (await registry.Secretariat.GetAsync(path, ifNoneMatch: answer.ETag)).Code.ShouldBe(304);
        (await registry.Secretariat.GetAsync(path, ifNoneMatch: "\"older\"")).Code.ShouldBe(200);
        (await registry.Client(null).GetAsync(path)).Code.ShouldBe(401);
    }

    [Fact]
    public void Every_process_is_told_once_and_its_members_are_countries_of_its_kind()
    {
        RegionalProcesses.All.Select(process => process.Id).ShouldBeUnique();
        foreach (var process in RegionalProcesses.All)
        {
            process.Kind.ShouldBeOneOf(["regional", "inter-regional"], process.Id);
            process.Members.ShouldBeUnique();
            var regions = process.Members.Select(code => Countries.Find(code)!.Region).Distinct().Count();
            if (regions > 0) (regions == 1).ShouldBe(process.Kind == "regional", process.Id);
        }
    }
}
