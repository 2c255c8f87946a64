using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MayorsMechanism.Registry.Imports.Files;

namespace MayorsMechanism.Registry.Tests.Imports;

/// <summary>What is exported is what is imported, whatever it says.</summary>
public sealed class RoundTripTests(RegistryService registry)
{
    /// <summary>Pieces that names are put together from.</summary>
    static readonly string[] Hostile =
    [
        "=1+1", "+56 2 2555", "-3", "@SUM(A1)", "\t", "\r", "\n", "\r\n", "'", "''=", "\"", "\"\"", ",", ";", "|", "\\", "\\;", " ", "  x  ", "\u00a0",
        "Ñuñoa", "São Paulo", "Évry–Courcouronnes", "Coração", "مدينة مراكش", "e\u0301", "a\u0323\u0307", "🏙️", "👩‍⚖️", "ﬀ", "\u200f", "\ufeff", "null", "TRUE", "0012", "1e5", "#N/A",
    ];

    static readonly Gen<string> Texts = Gen.Elements(Hostile).ListOf().Where(parts => parts.Count is > 0 and < 8).Select(string.Concat)
        .Where(text => !string.IsNullOrWhiteSpace(text) && text.Length <= 200);

    [Fact]
    public void Any_text_comes_back_from_any_cell() => Prop.ForAll(Gen.ListOf(Texts).ToArbitrary(), texts =>
    {
        var entries = texts.Select(text => new[] { text, "", text }).ToList();
        var cell = Formula.Restore(Formula.Disarm(Entries.Join(entries)));
        Entries.Split(cell).Select(entry => (entry[0], entry[^1])).ShouldBe(texts.Select(text => (text, text)));
        foreach (var text in texts)
        {
            Formula.Restore(Formula.Disarm(text)).ShouldBe(text);
            Formula.Disarm(text)[0].ShouldNotBeOneOf('=', '+', '-', '@', '\t', '\r');
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("json", "application/json")]
    public async Task Every_row_of_an_export_is_unchanged_when_it_is_imported(string format, string type)
    {
        var network = await registry.NewNetworkAsync($"Red {Guid.NewGuid()}");
        var sample = new Queue<string>(Texts.Sample(400, 60 * 6));
        for (var i = 0; i < 60; i++)
        {
            var city = await network.Api.PostAsync("/api/v1/organisations", new
            {
                name = sample.Dequeue(), kind = "municipality", country = i % 2 == 0 ? "MA" : null, subdivision = i % 4 == 0 ? "MA-MAR" : null, population = i % 3 == 0 ? i : (int?)null,
                languages = i % 2 == 0 ? new[] { "es", "pt-BR", "ar" } : [], website = i % 5 == 0 ? "https://x.example/a,b;c|d" : null,
                otherNames = new[] { new { name = sample.Dequeue(), kind = "as-printed", language = (string?)null }, new { name = sample.Dequeue(), kind = "translation", language = (string?)"ar" } },
                competences = i % 2 == 0 ? new { housing = "full", water = "none" } : null,
            });
            city.Code.ShouldBe(201, city.ToString());
            var person = await network.Api.PostAsync("/api/v1/people", new
            {
                name = sample.Dequeue(), otherSpellings = new[] { new { name = sample.Dequeue(), seenIn = i % 2 == 0 ? "A; B | C" : null } }, languages = new[] { "fr" },
                gender = i % 2 == 0 ? "=x" : null, emails = new[] { $"+a.{i}@city.example", "=b@city.example" }, phones = new[] { "+55 11 5555 0100", "(02) 1234" }, needs = sample.Dequeue(),
                consents = new object[] { new { use = "name", granted = true, source = "- form; 1" }, new { use = "name", granted = false, source = "mail", date = "2020-01-02" } },
            });
            person.Code.ShouldBe(201, person.ToString());
            await RegistryService.NewPositionAsync(network.Api, person.Id, city.Id, "2018-01-01", i % 2 == 0 ? null : "2999-12-31");
        }
        // Verified ones are others', who may change them meanwhile.
        foreach (var (kind, filter) in new[] { ("organisations", "?verified=false"), ("people", "") })
        {
            var file = await network.Api.DownloadAsync($"{kind}.{format}{filter}");
            var check = await network.Api.CheckAsync(kind, file, type);
            check.Text("state").ShouldBe("checked", check.ToString());
            (check.Count("read"), check.Count("unchanged")).ShouldBe((check.Count("read"), check.Count("read")), JsonSerializer.Serialize((await network.Api.RowsAsync(check)).Find(row => (string)row["outcome"]! != "unchanged")));
            check.Count("read").ShouldBeGreaterThanOrEqualTo(60);
        }
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("json", "application/json")]
    public async Task Whoever_said_and_was_more_than_one_request_states_is_unchanged_too(string format, string type)
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(network.Api);
        var person = await RegistryService.NewPersonAsync(network.Api);
        for (var n = 0; n < 21; n++)
        {
            (await network.Api.PostAsync($"{person.Location}/consents", new { use = "quote", granted = n % 2 == 0, source = $"letter {n}" }, "*")).Code.ShouldBeInRange(200, 201);
        }
        for (var n = 50; n >= 0; n--)
        {
            var day = new DateOnly(1990, 1, 1).AddMonths(n);
            await RegistryService.NewPositionAsync(network.Api, person.Id, city.Id, $"{day:O}", n < 50 ? $"{day:O}" : null);
        }

        var check = await network.Api.CheckAsync("people", await network.Api.DownloadAsync($"people.{format}"), type);

        (await network.Api.OutcomesAsync(check)).ShouldBe(["unchanged"], string.Join(", ", await network.Api.ReasonsAsync(check)));
    }

    [Fact]
    public async Task What_one_registry_exports_another_takes_as_it_was()
    {
        var network = await registry.NewNetworkAsync($"Origen {Guid.NewGuid()}");
        var texts = new Queue<string>(Texts.Sample(300, 40 * 3));
        for (var i = 0; i < 40; i++)
        {
            var city = await network.Api.PostAsync("/api/v1/organisations", new
            {
                name = texts.Dequeue(), kind = i % 3 == 0 ? "intermediate" : "municipality", country = "MA", subdivision = i % 2 == 0 ? "MA-MAR" : null, population = i,
                languages = new[] { "ar", "pt-BR" }, website = "https://x.example/a,b;c|d", competences = new { housing = "full", water = "none" },
                otherNames = new[] { new { name = texts.Dequeue(), kind = "former", language = (string?)null }, new { name = texts.Dequeue(), kind = "translation", language = (string?)"ar" } },
            });
            city.Code.ShouldBe(201, city.ToString());
        }
        var rows = await ExportedAsync(network);
        rows.Count.ShouldBe(40);
        var columns = (await network.Api.DownloadAsync("organisations.csv")).TrimStart('\ufeff').Split("\r\n")[0].Split(',');
        columns.Where(column => rows.TrueForAll(row => row[column] is null)).ShouldBe(["id", "memberships"]);
        var other = await registry.NewNetworkAsync($"Destino {Guid.NewGuid()}");

        var check = await other.Api.CheckAsync("organisations", new JsonArray([.. rows]).ToJsonString(), "application/json");
        await other.Api.CommitAsync(check, new { duplicates = "create" });

        (await ExportedAsync(other)).Select(Written).ShouldBe(rows.Select(Written));
    }

    /// <summary>A network's cities as exported, without what one registry alone knows: its ids.</summary>
    static async Task<List<JsonObject>> ExportedAsync(NetworkClient network)
    {
        var file = JsonNode.Parse(await network.Api.DownloadAsync("organisations.json?verified=false"))!.AsArray();
        var rows = file.Where(row => (string)row!["kind"]! != "network").Select(row => row!.DeepClone().AsObject()).ToList();
        foreach (var row in rows) (row["id"], row["memberships"]) = (null, null);
        return [.. rows.OrderBy(Written, StringComparer.Ordinal)];
    }

    static string Written(JsonObject row) => row.ToJsonString();

    [Fact]
    public async Task A_spreadsheet_runs_nothing_and_a_phone_number_survives()
    {
        var network = await registry.NewNetworkAsync();
        await network.Api.PostAsync("/api/v1/people", new { name = "=HYPERLINK(\"http://x\")", phones = new[] { "+55 11 5555 0100" }, gender = "'=x" });

        var file = await network.Api.DownloadAsync("people.csv");

        file.ShouldContain("\"'=HYPERLINK(\"\"http://x\"\")\"");
        file.ShouldContain(",'+55 11 5555 0100,");
        file.ShouldContain(",''=x,");
        (await network.Api.CheckAsync("people", file)).Count("unchanged").ShouldBe(1);
        (await network.Api.GetTextAsync("/api/v1/registry/exports/people.xlsx")).Code.ShouldBe(404);
    }
}
