using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests;

/// <summary>Each filter narrows lists and searches alike, and the counts say what each of its values would leave.</summary>
public sealed class FilterTests(RegistryService registry) : IAsyncLifetime
{
    NetworkClient _network = null!;
    ApiAnswer _quito = null!;
    ApiAnswer _ana = null!;

    public async ValueTask InitializeAsync()
    {
        _network = await registry.NewNetworkAsync("Hogar red");
        _quito = await OrganisationAsync(new { name = "Hogar Quito", kind = "municipality", country = "EC", languages = new[] { "es", "qu" }, competences = new { housing = "full", schools = "none" } });
        var rabat = await OrganisationAsync(new { name = "Hogar Rabat", kind = "municipality", country = "MA", languages = new[] { "ar", "fr" }, competences = new { housing = "shared" } });
        await OrganisationAsync(new { name = "Hogar Pichincha", kind = "intermediate", country = "EC", languages = new[] { "es" }, competences = new { housing = "unknown" } });
        _ana = await PersonAsync("Ana Hogar", "es", _quito, "mayor");
        await PersonAsync("Amina Hogar", "fr", rabat, "mayor");
        await PersonAsync("Ada Hogar", "es", rabat, "expert");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("", "Hogar Quito", "Hogar Rabat", "Hogar Pichincha", "Hogar red")]
    [InlineData("kind=municipality", "Hogar Quito", "Hogar Rabat")]
    [InlineData("country=EC", "Hogar Quito", "Hogar Pichincha")]
    [InlineData("region=019", "Hogar Quito", "Hogar Pichincha")]
    [InlineData("region=419", "Hogar Quito", "Hogar Pichincha")]
    [InlineData("region=005", "Hogar Quito", "Hogar Pichincha")]
    [InlineData("region=015", "Hogar Rabat")]
    [InlineData("region=150")]
    [InlineData("region=019&country=MA")]
    [InlineData("language=qu", "Hogar Quito")]
    [InlineData("language=es", "Hogar Quito", "Hogar Pichincha")]
    [InlineData("competence=housing", "Hogar Quito", "Hogar Rabat")]
    [InlineData("competence=housing:full", "Hogar Quito")]
    [InlineData("competence=housing:unknown", "Hogar Pichincha")]
    [InlineData("competence=schools:none", "Hogar Quito")]
    [InlineData("competence=schools")]
    [InlineData("status=active", "Hogar Quito", "Hogar Rabat", "Hogar Pichincha", "Hogar red")]
    [InlineData("status=retired")]
    [InlineData("network=ours", "Hogar Quito", "Hogar Rabat", "Hogar Pichincha")]
    [InlineData("network=0190aaaa-0000-7000-8000-000000000000")]
    [InlineData("kind=intermediate&language=es&competence=housing:unknown", "Hogar Pichincha")]
    public async Task Organisations_are_filtered(string filter, params string[] names)
    {
        filter = filter.Replace("ours", _network.Id.ToString(), StringComparison.Ordinal);
        foreach (var search in (string[])["", "&q=hogar"])
        {
            (await NamesAsync($"/api/v1/organisations?verified=false&{filter}{search}")).ShouldBe(names, ignoreOrder: true, customMessage: filter + search);
        }
    }

    [Theory]
    [InlineData("", "Ana Hogar", "Amina Hogar", "Ada Hogar")]
    [InlineData("kind=mayor", "Ana Hogar", "Amina Hogar")]
    [InlineData("country=MA", "Amina Hogar", "Ada Hogar")]
    [InlineData("country=MA&kind=mayor", "Amina Hogar")]
    [InlineData("region=015", "Amina Hogar", "Ada Hogar")]
    [InlineData("region=150")]
    [InlineData("language=fr", "Amina Hogar")]
    [InlineData("organisation=quito", "Ana Hogar")]
    [InlineData("organisation=quito&country=MA")]
    [InlineData("network=ours", "Ana Hogar", "Amina Hogar", "Ada Hogar")]
    [InlineData("network=0190aaaa-0000-7000-8000-000000000000")]
    [InlineData("status=active", "Ana Hogar", "Amina Hogar", "Ada Hogar")]
    [InlineData("status=merged")]
    public async Task People_are_filtered(string filter, params string[] names)
    {
        filter = filter.Replace("ours", _network.Id.ToString(), StringComparison.Ordinal).Replace("quito", _quito.Id, StringComparison.Ordinal);
        foreach (var search in (string[])["", "&q=hogar"])
        {
            (await NamesAsync($"/api/v1/people?{filter}{search}")).ShouldBe(names, ignoreOrder: true, customMessage: filter + search);
        }
    }

    [Theory]
    [InlineData("organisations?region=999", "region")]
    [InlineData("organisations?region=19", "region")]
    [InlineData("organisations?country=ZZ", "country")]
    [InlineData("organisations?language=Spanish", "language")]
    [InlineData("organisations?competence=Housing!", "competence")]
    [InlineData("organisations?competence=housing:much", "competence")]
    [InlineData("organisations?competence=housing:full:more", "competence")]
    [InlineData("organisations?status=erased", "status")]
    [InlineData("organisations?network=us", "network")]
    [InlineData("organisations?counts=many", "counts")]
    [InlineData("people?kind=municipality", "kind")]
    [InlineData("people?country=zz", "country")]
    [InlineData("people?status=retired", "status")]
    [InlineData("people?region=", "region")]
    public async Task A_filter_that_cannot_be_read_is_named(string query, string field)
    {
        var answer = await _network.Api.GetAsync($"/api/v1/{query}");

        answer.Code.ShouldBe(400, answer.ToString());
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe(field);
    }

    [Fact]
    public async Task Counts_say_what_each_value_would_leave()
    {
        foreach (var search in (string[])["", "&q=hogar"])
        {
            var counts = (await _network.Api.GetAsync($"/api/v1/organisations?verified=false&counts=true&limit=1{search}")).Body!["counts"]!;

            ((bool)counts["complete"]!).ShouldBeTrue();
            Told(counts, "kind").ShouldBe("municipality 2, intermediate 1, network 1");
            Told(counts, "country").ShouldBe("EC 2, MA 1");
            Told(counts, "region").ShouldBe("005 2, 019 2, 419 2, 002 1, 015 1");
            Told(counts, "language").ShouldBe("es 2, ar 1, fr 1, qu 1");
            Told(counts, "competence").ShouldBe("housing:full 1, housing:shared 1, housing:unknown 1, schools:none 1");
            Told(counts, "verified").ShouldBe("false 4");
            Told(counts, "status").ShouldBe("active 4");
            Told(counts, "network").ShouldBe($"{_network.Id} 3");
        }
        (await _network.Api.GetAsync("/api/v1/organisations?verified=false")).Body!.AsObject().ContainsKey("counts").ShouldBeFalse();
    }

    [Fact]
    public async Task Counts_beside_a_filter_of_positions_are_of_the_positions_that_fit()
    {
        var person = await RegistryService.NewPersonAsync(_network.Api, "Of Two Cities");
        var rabat = await RegistryService.NewOrganisationAsync(_network.Api, "Salé", country: "MA");
        await _network.Api.PostAsync($"{person.Location}/positions", new { organisationId = _quito.Id, title = "Mayor", kind = "mayor" });
        await _network.Api.PostAsync($"{person.Location}/positions", new { organisationId = rabat.Id, title = "Guest", kind = "focal-point" });

        var kinds = (await _network.Api.GetAsync("/api/v1/people?country=MA&counts=true")).Body!["counts"]!["by"]!["kind"]!.AsObject();

        kinds["focal-point"].ShouldNotBeNull();
        foreach (var (kind, count) in kinds) (await _network.Api.GetAsync($"/api/v1/people?country=MA&kind={kind}")).Items.Count.ShouldBe((int)count!, kind);
    }

    [Fact]
    public async Task People_are_counted_once_for_each_value_however_many_positions_they_hold()
    {
        await registry.Secretariat.PostAsync($"{_ana.Location}/positions", new { organisationId = _quito.Id, title = "Acting", kind = "mayor", from = "2020-01-01" });
        foreach (var search in (string[])["", "&q=hogar"])
        {
            var counts = (await _network.Api.GetAsync($"/api/v1/people?counts=true&limit=1{search}")).Body!["counts"]!;

            Told(counts, "kind").ShouldBe("mayor 2, expert 1");
            Told(counts, "country").ShouldBe("MA 2, EC 1");
            Told(counts, "region").ShouldBe("002 2, 015 2, 005 1, 019 1, 419 1");
            Told(counts, "language").ShouldBe("es 2, fr 1");
            Told(counts, "status").ShouldBe("active 3");
            Told(counts, "network").ShouldBe($"{_network.Id} 3");
        }
    }

    static string Told(System.Text.Json.Nodes.JsonNode counts, string filter) =>
        string.Join(", ", counts["by"]![filter]!.AsObject().Select(count => $"{count.Key} {(int)count.Value!}"));

    async Task<IEnumerable<string>> NamesAsync(string path)
    {
        var answer = await _network.Api.GetAsync(path);
        answer.Code.ShouldBe(200, answer.ToString());
        return answer.Items.Select(item => (string)item!["name"]!);
    }

    async Task<ApiAnswer> OrganisationAsync(object body)
    {
        var answer = await _network.Api.PostAsync("/api/v1/organisations", body);
        answer.Code.ShouldBe(201, answer.ToString());
        return answer;
    }

    async Task<ApiAnswer> PersonAsync(string name, string language, ApiAnswer organisation, string kind)
    {
        var person = await _network.Api.PostAsync("/api/v1/people", new { name, languages = new[] { language } });
        (await _network.Api.PostAsync($"{person.Location}/positions", new { organisationId = organisation.Id, title = "At work", kind })).Code.ShouldBe(201);
        return person;
    }
}
