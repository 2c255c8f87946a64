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
    public async Task A_body_over_the_limit_is_413_and_another_media_type_415()
    {
        var large = new string('x', 2 << 20);
        using var form = new FormUrlEncodedContent([new("name", "x")]);

        (await registry.Secretariat.PostAsync(Path, new { name = large, kind = "municipality" })).Code.ShouldBeOneOf(400, 413);
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = form };
        request.Headers.Authorization = new("Bearer", MayorsMechanism.Fixtures.TestTokens.Secretariat("registry:write"));
        (await registry.Secretariat.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.UnsupportedMediaType);
    }
}
