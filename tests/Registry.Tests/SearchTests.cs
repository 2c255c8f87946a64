using System.Text;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests;

/// <summary>One box finds organisations and people however they are written. Each test searches as a network of its own, which sees what it made.</summary>
public sealed class SearchTests(RegistryService registry)
{
    [Theory]
    [InlineData("São Paulo")]
    [InlineData("Sao Paulo")]
    [InlineData("  SÃO   PAULO. ")]
    [InlineData("Sa\u0303o Paulo")]
    [InlineData("paulo sao")]
    [InlineData("são pau")]
    [InlineData("sao paolo")]
    [InlineData("sao palo")]
    [InlineData("sao pualo")]
    [InlineData("saoo pauulo")]
    public async Task A_city_is_found_whatever_accents_case_order_or_mistyped_letters(string q)
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(network.Api, "São Paulo", country: "BR");
        await RegistryService.NewOrganisationAsync(network.Api, "Quito", country: "EC");

        (await FindAsync(network, q)).ShouldBe([city.Id]);
    }

    [Theory]
    [InlineData("CONGOPE", "Consorcio de Gobiernos Autónomos Provinciales del Ecuador")]
    [InlineData("congope", "Consorcio de Gobiernos Autónomos Provinciales del Ecuador")]
    [InlineData("autonomos provinciales", "Consorcio de Gobiernos Autónomos Provinciales del Ecuador")]
    [InlineData("Marrakech", "Marrakesh")]
    [InlineData("MERCOCIUDADES", "Mercociudades")]
    [InlineData("mercociudades", "Mercociudades")]
    [InlineData("Guayaquileños", "Guayaquil")]
    [InlineData("الرباط", "مدينة الرباط")]
    [InlineData("الرِّبَاط", "مدينة الرباط")]
    [InlineData("киев", "Київ Киев")]
    [InlineData("Kyiv", "Київ")]
    [InlineData("Київ", "Kyiv")]
    [InlineData("kharkiv", "Харків")]
    [InlineData("Щецин", "Shchetsin")]
    [InlineData("Thessaloniki", "Θεσσαλονίκη")]
    [InlineData("Tripoli", "طرابلس طريبولي Трипо\u0301ли")]
    [InlineData("tanja", "طنجة")]
    [InlineData("distrito 12", "Distrito ١٢")]
    [InlineData("东京", "东京都")]
    [InlineData("strasse", "Straße der Räte")]
    [InlineData("U.C.L.G.", "UCLG")]
    [InlineData("uclg", "U.C.L.G. Africa")]
    [InlineData("é.u.", "EU")]
    [InlineData("st petersburg", "St. Petersburg")]
    [InlineData("hospitalet", "L’Hospitalet de Llobregat")]
    public async Task What_people_type_finds_what_was_recorded(string q, string name)
    {
        var network = await registry.NewNetworkAsync();
        var created = await network.Api.PostAsync("/api/v1/organisations", new
        {
            name, kind = "municipality", otherNames = name.StartsWith("Consorcio", StringComparison.Ordinal) ? [new { name = "CONGOPE", kind = "acronym" }] : Array.Empty<object>(),
        });
        await RegistryService.NewOrganisationAsync(network.Api, "Cuenca", country: "EC");

        (await FindAsync(network, q)).ShouldBe([created.Id]);
    }

    [Fact]
    public async Task Best_is_first_the_whole_name_its_beginning_the_words_and_then_what_is_mistyped()
    {
        var network = await registry.NewNetworkAsync();
        string[] names = ["Lojo", "Gobierno de Loja y Zamora", "Loja Norte", "Gobierno de Loja", "Loja", "Lorca"];
        foreach (var name in names) await RegistryService.NewOrganisationAsync(network.Api, name, country: "EC");

        var answer = await network.Api.GetAsync("/api/v1/organisations?verified=false&q=loja");

        answer.Items.Select(item => (string)item!["name"]!).ShouldBe(["Loja", "Loja Norte", "Gobierno de Loja", "Gobierno de Loja y Zamora", "Lojo"]);
    }

    [Fact]
    public async Task A_person_is_found_by_name_other_spelling_and_present_title_names_first()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(network.Api);
        var alcalde = await PersonAsync(network, city, "Ana Souza", "Concejala");
        var named = await PersonAsync(network, city, "Rosa Concejala", "Mayor", new { name = "Rosa Consejala", seenIn = "Programme, 2019" });
        var former = await RegistryService.NewPersonAsync(network.Api, "Pedro Paz");
        await network.Api.PostAsync($"{former.Location}/positions", new { organisationId = city.Id, title = "Concejala", kind = "councillor", to = "2012-01-01" });

        (await FindAsync(network, "ana de souza", "people")).ShouldBe([alcalde], "nobody is closer");
        (await FindAsync(network, "SOUZA ana", "people")).ShouldBe([alcalde]);
        (await FindAsync(network, "consejala", "people")).ShouldBe([named, alcalde]);
        (await FindAsync(network, "concejala", "people")).ShouldBe([alcalde, named], "the whole title is closer than one word of a name");
        (await FindAsync(network, "concejal", "people")).ShouldBe([alcalde, named]);
    }

    [Fact]
    public async Task A_record_is_found_by_what_it_is_called_now()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(network.Api, "Puerto Viejo");
        var person = await RegistryService.NewPersonAsync(registry.Secretariat, "Perpetua Quinteros");

        (await network.Api.PatchAsync(city.Location!, new { name = "Portoviejo" }, city.ETag)).Code.ShouldBe(200);
        (await registry.Secretariat.PostAsync($"{person.Location}/erase", ifMatch: person.ETag)).Code.ShouldBe(202);

        (await FindAsync(network, "portoviejo")).ShouldBe([city.Id]);
        (await FindAsync(network, "puerto")).ShouldBeEmpty();
        (await registry.Secretariat.GetAsync("/api/v1/people?q=Perpetua")).Items.ShouldBeEmpty();
        (await registry.RowsNamingAsync("perpetua", "quinteros")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("\\")]
    [InlineData("'")]
    [InlineData("\"")]
    [InlineData("&|!:*()<->")]
    [InlineData("^")]
    [InlineData("~")]
    [InlineData("|")]
    [InlineData("🏙️")]
    [InlineData("\u0301\u0300")]
    [InlineData("…—«»")]
    public async Task What_has_neither_letters_nor_digits_finds_nothing(string q)
    {
        var network = await registry.NewNetworkAsync();
        await RegistryService.NewOrganisationAsync(network.Api, "🏙️ %_\\");

        (await FindAsync(network, q)).ShouldBeEmpty();
        (await FindAsync(network, q, "people")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Quito%")]
    [InlineData("'Quito':*")]
    [InlineData("!Quito")]
    [InlineData("(Quito")]
    [InlineData("Quito & | ")]
    [InlineData("^quito")]
    [InlineData("~quito")]
    [InlineData("Quito🏙️")]
    [InlineData("q")]
    [InlineData("qu")]
    [InlineData("'; DROP TABLE organisations; --Quito", false)]
    public async Task Signs_have_no_power(string q, bool finds = true)
    {
        var network = await registry.NewNetworkAsync();
        var quito = await RegistryService.NewOrganisationAsync(network.Api, "Quito");
        await RegistryService.NewOrganisationAsync(network.Api, "Cuenca");

        (await FindAsync(network, q)).ShouldBe(finds ? [quito.Id] : []);
    }

    public static TheoryData<string, int> Lengths => new()
    {
        { new string('x', 200), 200 }, { string.Join(' ', Enumerable.Repeat("x", 100)), 200 }, { string.Join(' ', Enumerable.Repeat("abcd", 40)), 200 },
        { new string('\ufdfd', 200), 200 }, { string.Concat(Enumerable.Repeat("𐍈", 100)), 200 }, { new string('x', 201), 400 },
        { "", 400 }, { "  \t ", 400 }, { "a\u0000b", 400 }, { "a\u0007b", 400 },
    };

    [Theory, MemberData(nameof(Lengths))]
    public async Task Text_of_up_to_200_characters_is_searched_for_and_no_other(string q, int code)
    {
        foreach (var list in (string[])["organisations", "people"])
        {
            var answer = await registry.Secretariat.GetAsync($"/api/v1/{list}?q={Uri.EscapeDataString(q)}");
            answer.Code.ShouldBe(code, answer.ToString());
            if (code == 400) answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe("q");
        }
    }

    public static TheoryData<string> Strange => new(
        new string('\ufdfd', 300), Repeat("abcdefghijklmnopqrst ", 300), Repeat("𐍈𐍉𐍊𐍋𐌰𐌱𐌲𐌳𐌴𐌵 ", 294), new string('x', 300), new string('\u0301', 300));

    [Theory, MemberData(nameof(Strange))]
    public async Task Names_of_any_shape_can_be_recorded_a_hundred_times_over(string name)
    {
        var answer = await registry.Secretariat.PostAsync("/api/v1/organisations", new
        {
            name, kind = "other", otherNames = Enumerable.Range(0, 100).Select(i => new { name = name[..^3] + i, kind = "as-printed" }),
        });

        answer.Code.ShouldBe(201, answer.ToString());
    }

    [Fact]
    public async Task A_search_is_walked_page_by_page_without_gaps_or_repeats()
    {
        var network = await registry.NewNetworkAsync("Walking");
        foreach (var i in Enumerable.Range(0, 23)) await RegistryService.NewOrganisationAsync(network.Api, i % 4 == 0 ? "Walk" : i % 4 == 1 ? "Wallk" : $"City {i % 3} walk");
        const string Path = "/api/v1/organisations?verified=false&q=walk&count=true";
        var all = (await network.Api.GetAsync($"{Path}&limit=200")).Items.Select(item => (string)item!["id"]!).ToList();

        var seen = new List<string>();
        for (string? after = null, path = Path; path.Length > 0; path = after is null ? "" : $"{Path}&after={after}")
        {
            var page = await network.Api.GetAsync($"{path}&limit=3");
            page.Told().Total.ShouldBe(24);
            seen.AddRange(page.Items.Select(item => (string)item!["id"]!));
            after = (string?)page.Body!["next"];
        }

        seen.Count.ShouldBe(24, "with the network itself");
        seen.ShouldBe(all);
    }

    [Fact]
    public async Task A_search_is_ranked_and_takes_no_sort()
    {
        var answer = await registry.Secretariat.GetAsync("/api/v1/organisations?q=x&sort=name");

        answer.Code.ShouldBe(400);
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe("sort");
        (await registry.Secretariat.GetAsync("/api/v1/organisations?q=x&after=nonsense")).Code.ShouldBe(400);
    }

    [Fact]
    public async Task The_description_tells_how_to_search()
    {
        var document = (await registry.Client(null).GetAsync("/openapi/v1.json")).Body!;
        foreach (var list in (string[])["organisations", "people"])
        {
            var operation = document["paths"]![$"/api/v1/{list}"]!["get"]!;
            ((string)operation["summary"]!).ShouldStartWith("List or search");
            var q = operation["parameters"]!.AsArray().Single(parameter => (string)parameter!["name"]! == "q")!;
            ((string)q["description"]!).ShouldContain("Best first");
            operation["parameters"]!.AsArray().ShouldAllBe(parameter => ((string?)parameter!["description"])!.Length > 0);
        }
        document["components"]!["schemas"]!["Counts"]!["examples"]!.AsArray().ShouldNotBeEmpty();
    }

    /// <summary>Ids of the network's own records that a search gives, in its order. Other tests verify organisations, which all may see.</summary>
    static async Task<IEnumerable<string>> FindAsync(NetworkClient network, string q, string list = "organisations")
    {
        var answer = await network.Api.GetAsync($"/api/v1/{list}?q={Uri.EscapeDataString(q)}{(list == "people" ? "" : "&verified=false")}");
        answer.Code.ShouldBe(200, answer.ToString());
        return answer.Items.Select(item => (string)item!["id"]!);
    }

    static async Task<string> PersonAsync(NetworkClient network, ApiAnswer city, string name, string title, params object[] otherSpellings)
    {
        var person = await network.Api.PostAsync("/api/v1/people", new { name, otherSpellings });
        (await network.Api.PostAsync($"{person.Location}/positions", new { organisationId = city.Id, title, kind = "other" })).Code.ShouldBe(201);
        return person.Id;
    }

    static string Repeat(string text, int length)
    {
        var all = new StringBuilder();
        while (all.Length + text.Length <= length) all.Append(text);
        return all.ToString().Trim();
    }
}
