namespace MayorsMechanism.Registry.Tests;

/// <summary>Bad input is a 400 that names each field as the JSON does, in the caller's language, and changes nothing.</summary>
public sealed class ShapeTests(RegistryService registry)
{
    const string Path = "/api/v1/organisations";

    [Theory]
    [InlineData("""{ "kind": "municipality" }""", "name")]
    [InlineData("""{ "name": "x" }""", "kind")]
    [InlineData("""{ "name": null, "kind": "municipality" }""", "name")]
    [InlineData("""{ "name": "   ", "kind": "municipality" }""", "name")]
    [InlineData("""{ "name": "a\u0000b", "kind": "municipality" }""", "name")]
    [InlineData("""{ "name": "\ud800", "kind": "municipality" }""", "name")]
    [InlineData("""{ "name": 7, "kind": "municipality" }""", "name")]
    [InlineData("""{ "name": "x", "kind": "village" }""", "kind")]
    [InlineData("""{ "name": "x", "kind": 1 }""", "kind")]
    [InlineData("""{ "name": "x", "kind": "regional_process" }""", "kind")]
    [InlineData("""{ "name": "x", "kind": "municipality", "country": "XX" }""", "country")]
    [InlineData("""{ "name": "x", "kind": "municipality", "country": "uy" }""", "country")]
    [InlineData("""{ "name": "x", "kind": "municipality", "country": "UY", "subdivision": "AR-B" }""", "subdivision")]
    [InlineData("""{ "name": "x", "kind": "municipality", "subdivision": "UY-MO" }""", "subdivision")]
    [InlineData("""{ "name": "x", "kind": "municipality", "languages": ["es", "Spanish"] }""", "languages")]
    [InlineData("""{ "name": "x", "kind": "municipality", "population": -1 }""", "population")]
    [InlineData("""{ "name": "x", "kind": "municipality", "population": 1.5 }""", "population")]
    [InlineData("""{ "name": "x", "kind": "municipality", "population": "many" }""", "population")]
    [InlineData("""{ "name": "x", "kind": "municipality", "website": "javascript:alert(1)" }""", "website")]
    [InlineData("""{ "name": "x", "kind": "municipality", "otherNames": [{ "name": "", "kind": "acronym" }] }""", "otherNames[0].name")]
    [InlineData("""{ "name": "x", "kind": "municipality", "otherNames": [{ "name": "y", "kind": "nickname" }] }""", "otherNames[0].kind")]
    [InlineData("""{ "name": "x", "kind": "municipality", "otherNames": [{ "kind": "acronym" }] }""", "otherNames[0].name")]
    [InlineData("""{ "name": "x", "kind": "municipality", "otherNames": [{ "name": "y", "kind": "acronym" }, null] }""", "otherNames[1]")]
    [InlineData("""{ "name": "x", "kind": "municipality", "languages": ["es", null, "pt"] }""", "languages")]
    [InlineData("""{ "name": "x", "kind": "municipality", "competences": { "Housing!": "full" } }""", "competences")]
    [InlineData("""{ "name": "x", "kind": "municipality", "mayor": "Ana" }""", "mayor")]
    [InlineData("""{ "name": "x", "kind": "municipality", "otherNames": [{ "name": "y", "kind": "acronym", "language": "Spanish" }] }""", "otherNames[0].language")]
    [InlineData("""{ "name": "x", "name": "y", "kind": "municipality" }""", "name")]
    public async Task A_field_that_does_not_fit_is_named(string body, string field)
    {
        var answer = await registry.Secretariat.PostAsync(Path, body);

        answer.Code.ShouldBe(400, answer.ToString());
        answer.ContentType.ShouldBe("application/problem+json");
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe(field, answer.ToString());
    }

    [Theory]
    [InlineData("""{ "name": "x", """)]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task What_is_no_JSON_object_is_refused(string body)
    {
        var answer = await registry.Secretariat.PostAsync(Path, body);

        answer.Code.ShouldBe(400, answer.ToString());
        answer.ContentType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Every_error_is_named_at_once()
    {
        var answer = await registry.Secretariat.PostAsync(Path, """{ "name": " ", "kind": "municipality", "country": "XX", "population": -5 }""");

        answer.Body!["errors"]!.AsObject().Select(error => error.Key).ShouldBe(["name", "country", "population"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("es-UY, en;q=0.5", "es", "La solicitud no es válida")]
    [InlineData("fr", "fr", "La requête n’est pas valide")]
    [InlineData("de, pt-BR;q=0.8, en;q=0.1", "pt", "O pedido não é válido")]
    [InlineData("de", "en", "The request is not valid")]
    [InlineData(null, "en", "The request is not valid")]
    public async Task Errors_speak_the_language_of_the_caller(string? accepts, string language, string title)
    {
        var answer = await registry.Secretariat.PostAsync(Path, new { name = " ", kind = "municipality" }, language: accepts);

        answer.Text("title").ShouldBe(title);
        var english = await registry.Secretariat.PostAsync(Path, new { name = " ", kind = "municipality" });
        var same = answer.Body!["errors"]!.ToJsonString() == english.Body!["errors"]!.ToJsonString();
        same.ShouldBe(language == "en");
    }

    [Theory]
    [InlineData("""{ "kind": null }""", "kind")]
    [InlineData("""{ "name": "" }""", "name")]
    [InlineData("""{ "otherNames": [{ "name": 5, "kind": "acronym" }] }""", "otherNames[0].name")]
    [InlineData("""{ "verified": true }""", "verified")]
    [InlineData("""{ "country": "EC", "subdivision": "UY-MO" }""", "subdivision")]
    public async Task A_merge_patch_is_checked_like_a_whole_record(string patch, string field)
    {
        var created = await RegistryService.NewOrganisationAsync(registry.Secretariat);

        var answer = await registry.Secretariat.PatchAsync(created.Location!, patch, created.ETag);

        answer.Code.ShouldBe(400, answer.ToString());
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe(field);
        (await registry.Secretariat.GetAsync(created.Location!)).ETag.ShouldBe(created.ETag);
    }

    [Theory]
    [InlineData("""{ "name": "x", "emails": ["nobody"] }""", "emails")]
    [InlineData("""{ "name": "x", "phones": ["call me"] }""", "phones")]
    [InlineData("""{ "name": " " }""", "name")]
    [InlineData("""{ "name": "x", "otherSpellings": [{ "name": "" }] }""", "otherSpellings[0].name")]
    [InlineData("""{ "name": "x", "consents": [{ "use": "name", "granted": true, "source": "" }] }""", "consents[0].source")]
    [InlineData("""{ "name": "x", "consents": [{ "use": "fame", "granted": true, "source": "us" }] }""", "consents[0].use")]
    public async Task A_person_that_does_not_fit_is_refused(string body, string field)
    {
        var answer = await registry.Secretariat.PostAsync("/api/v1/people", body);

        answer.Code.ShouldBe(400, answer.ToString());
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe(field);
    }

    [Fact]
    public async Task A_position_that_does_not_fit_is_refused()
    {
        var person = await RegistryService.NewPersonAsync(registry.Secretariat);

        var answer = await registry.Secretariat.PostAsync($"{person.Location}/positions",
            new { organisationId = Guid.CreateVersion7(), title = new string('x', 301), kind = "mayor" });

        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe("title");
    }

    [Fact]
    public async Task A_merge_patch_reaches_into_objects()
    {
        var created = await registry.Secretariat.PostAsync(Path,
            new { name = "Quito", kind = "municipality", competences = new { housing = "full", health = "none" } });

        var patched = await registry.Secretariat.PatchAsync(created.Location!, """{ "competences": { "housing": null, "schools": "shared" } }""", created.ETag);

        patched.Body!["competences"]!.AsObject().ToDictionary(c => c.Key, c => (string)c.Value!)
            .ShouldBe(new Dictionary<string, string> { ["health"] = "none", ["schools"] = "shared" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("?country=%00")]
    [InlineData("?sort=name&after=eyJOYW1lIjoiXHUwMDAwIiwiSWQiOiIwMTlhMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDAifQ")]
    public async Task What_the_database_cannot_store_is_the_callers_mistake(string query) =>
        (await registry.Secretariat.GetAsync(Path + query)).Code.ShouldBe(400);

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("")]
    public async Task A_merge_patch_that_is_no_object_is_refused(string patch)
    {
        var created = await RegistryService.NewOrganisationAsync(registry.Secretariat);

        (await registry.Secretariat.PatchAsync(created.Location!, patch, created.ETag)).Code.ShouldBe(400);
    }

    [Theory]
    [InlineData("مدينة الرباط")]
    [InlineData("São Paulo — Prefeitura")]
    [InlineData("e\u0301 combining")]
    [InlineData("東京都 🏙️")]
    [InlineData("'; DROP TABLE organisations; --")]
    public async Task Names_of_every_script_come_back_as_they_were_given(string name)
    {
        var created = await RegistryService.NewOrganisationAsync(registry.Secretariat, name);

        (await registry.Secretariat.GetAsync(created.Location!)).Text("name").ShouldBe(name);
    }

    [Fact]
    public async Task Another_media_type_than_JSON_is_415()
    {
        using var form = new FormUrlEncodedContent([new("name", "x")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = form };
        request.Headers.Authorization = new("Bearer", MayorsMechanism.Fixtures.TestTokens.Secretariat("registry:write"));
        (await registry.Secretariat.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.UnsupportedMediaType);
    }
}
