using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MayorsMechanism.Registry.Tests;

/// <summary>The last value that is taken, and the first that is not: of text, lists, dates, numbers, languages and countries.</summary>
public sealed partial class BoundaryTests(RegistryService registry)
{
    [Theory]
    [InlineData("name", "\"<300x>\"", true)]
    [InlineData("name", "\"<301x>\"", false)]
    [InlineData("name", "\"<150🏙>\"", true)]
    [InlineData("name", "\"<151🏙>\"", false)]
    [InlineData("name", "\"a\\tb\\nc\"", true)]
    [InlineData("name", "\"a\\u0007b\"", false)]
    [InlineData("name", "\"a\\u0085b\"", false)]
    [InlineData("name", "\"\\u00a0\\u2003\"", false)]
    [InlineData("name", "\"\\ud83c\"", false)]
    [InlineData("population", "0", true)]
    [InlineData("population", "20000000000", true)]
    [InlineData("population", "20000000001", false)]
    [InlineData("population", "-1", false)]
    [InlineData("population", "99999999999999999999", false)]
    [InlineData("population", "1e3", false)]
    [InlineData("country", "\"UY\"", true)]
    [InlineData("country", "\"SS\"", true)]
    [InlineData("country", "\"XK\"", false)]
    [InlineData("country", "\"UYU\"", false)]
    [InlineData("country", "\"\"", false)]
    [InlineData("country", "\"ＵＹ\"", false)]
    [InlineData("subdivision", "\"UY-MO\"", true)]
    [InlineData("subdivision", "\"UY-ZZZ\"", false)]
    [InlineData("subdivision", "\"UY-mo\"", false)]
    [InlineData("subdivision", "\"UY-\"", false)]
    [InlineData("languages", "[]", true)]
    [InlineData("languages", "[\"es\", \"qu\", \"zh-Hant-TW\", \"es-419\", \"ca-valencia\", \"sl-rozaj-biske-1994\"]", true)]
    [InlineData("languages", "[\"qx\"]", false)]
    [InlineData("languages", "[\"es-XZ\"]", false)]
    [InlineData("languages", "[\"ca-valencia-ES\"]", false)]
    [InlineData("languages", "[\"ca-valencia-valencia\"]", false)]
    [InlineData("languages", "[\"es-\"]", false)]
    [InlineData("languages", "[\"e\"]", false)]
    [InlineData("languages", "[\"ES\"]", false)]
    [InlineData("languages", "[\"es\\n\"]", false)]
    [InlineData("languages", "[null]", false)]
    [InlineData("languages", "[<29\"es\",>\"es\"]", true)]
    [InlineData("languages", "[<30\"es\",>\"es\"]", false)]
    [InlineData("website", "\"https://a.example/<1900x>\"", true)]
    [InlineData("website", "\"https://a.example/<1990x>\"", false)]
    [InlineData("website", "\"https://<60都>.<60都>.<60都>.<60都>\"", true)]
    [InlineData("website", "\"https://<60都>.<60都>.<60都>.<60都>.<60都>\"", false)]
    [InlineData("website", "\"https://a.example/\\u0000\"", false)]
    [InlineData("website", "\" https://a.example\"", false)]
    [InlineData("website", "\"https://a.example \"", false)]
    [InlineData("website", "\"ftp://a.example\"", false)]
    [InlineData("website", "\"//a.example\"", false)]
    [InlineData("otherNames", "[<99{\"name\":\"x\",\"kind\":\"acronym\"},>{\"name\":\"x\",\"kind\":\"acronym\"}]", true)]
    [InlineData("otherNames", "[<100{\"name\":\"x\",\"kind\":\"acronym\"},>{\"name\":\"x\",\"kind\":\"acronym\"}]", false)]
    [InlineData("otherNames", "[null]", false)]
    [InlineData("competences", "{\"<60a>\":\"full\"}", true)]
    [InlineData("competences", "{\"<61a>\":\"full\"}", false)]
    [InlineData("competences", "{\"\":\"full\"}", false)]
    [InlineData("competences", "{\"housing\":null}", false)]
    public Task Of_an_organisation(string field, string json, bool fits) => RequireAsync("organisations", field, json, fits,
        new() { ["name"] = "\"Boundary\"", ["kind"] = "\"municipality\"", ["country"] = "\"UY\"" });

    [Theory]
    [InlineData("name", "\"<200é>\"", true)]
    [InlineData("name", "\"<100e\u0301>\"", true)]
    [InlineData("name", "\"<201é>\"", false)]
    [InlineData("gender", "\"<50x>\"", true)]
    [InlineData("gender", "\"<51x>\"", false)]
    [InlineData("needs", "\"<1000x>\"", true)]
    [InlineData("needs", "\"<1001x>\"", false)]
    [InlineData("emails", "[\"a@b.co\"]", true)]
    [InlineData("emails", "[\"مثال@مثال.example\"]", true)]
    [InlineData("emails", "[\"a@b.c\"]", false)]
    [InlineData("emails", "[\"a@b.co\\n\"]", false)]
    [InlineData("emails", "[\"a\\u0000@b.co\"]", false)]
    [InlineData("emails", "[\"<247x>@b.test\"]", true)]
    [InlineData("emails", "[\"<248x>@b.test\"]", false)]
    [InlineData("emails", "[null]", false)]
    [InlineData("emails", "[<10\"a@b.co\",>\"a@b.co\"]", false)]
    [InlineData("phones", "[\"112\"]", true)]
    [InlineData("phones", "[\"1<40->\"]", false)]
    [InlineData("phones", "[\"12\"]", false)]
    [InlineData("phones", "[\"+-+\"]", false)]
    [InlineData("phones", "[\"١٢٣\"]", false)]
    [InlineData("phones", "[null]", false)]
    [InlineData("otherSpellings", "[null]", false)]
    [InlineData("consents", "[null]", false)]
    public Task Of_a_person(string field, string json, bool fits) => RequireAsync("people", field, json, fits, new() { ["name"] = "\"Boundary\"" });

    [Theory]
    [InlineData("from", "0001-01-01", true)]
    [InlineData("to", "9999-12-31", true)]
    [InlineData("from", "2020-02-29", true)]
    [InlineData("from", "2019-02-29", false)]
    [InlineData("from", "0000-12-31", false)]
    [InlineData("to", "10000-01-01", false)]
    [InlineData("from", "2020-6-1", false)]
    [InlineData("from", "2020-06-01T00:00:00Z", false)]
    [InlineData("from", "", false)]
    public async Task Of_the_days_of_a_position(string field, string day, bool fits)
    {
        var person = await RegistryService.NewPersonAsync(registry.Secretariat);
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        await RequireAsync($"people/{person.Id}/positions", field, $"\"{day}\"", fits, new() { ["organisationId"] = $"\"{city.Id}\"", ["kind"] = "\"mayor\"", ["title"] = "null" });
    }

    async Task RequireAsync(string path, string field, string json, bool fits, Dictionary<string, string> body)
    {
        body[field] = Spelt(json);

        var answer = await registry.Secretariat.PostAsync($"/api/v1/{path}", $"{{{string.Join(',', body.Select(member => $"\"{member.Key}\":{member.Value}"))}}}");

        answer.Code.ShouldBe(fits ? 201 : 400, answer.ToString());
        if (!fits) answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldStartWith(field);
        else if (!body[field].EndsWith("}]", StringComparison.Ordinal)) JsonNode.DeepEquals((await registry.Secretariat.GetAsync(answer.Location!)).Body![field], JsonNode.Parse(body[field])).ShouldBeTrue(answer.ToString());
    }

    /// <summary>In cases, &lt;3x&gt; is xxx.</summary>
    static string Spelt(string json) => Times().Replace(json, times => string.Concat(Enumerable.Repeat(times.Groups[2].Value, int.Parse(times.Groups[1].Value, CultureInfo.InvariantCulture))));

    [GeneratedRegex(@"<(\d+)(\D+?)>")]
    private static partial Regex Times();
}
