using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MimeKit;

namespace MayorsMechanism.EndToEnd;

/// <summary>From a network's nomination to the mayor's answer, and what becomes of it when people are merged.</summary>
public sealed partial class NominationJourneyTests(WholeSystem whole)
{
    [Fact]
    [Trait("Category", "Full")]
    public async Task A_mayor_is_nominated_seated_written_to_and_accepts_without_script()
    {
        var system = await whole.StartedAsync();
        var nominated = await Nominated.ProposeAsync(whole, "Azucena Arbeleche", "azucena@montevideo.example");
        await nominated.ConfirmAsync();

        var letter = await nominated.LetterAsync();

        letter.To.Mailboxes.Single().Address.ShouldBe("azucena@montevideo.example");
        var calendar = letter.BodyParts.OfType<TextPart>().Single(part => part.ContentType.IsMimeType("text", "calendar"));
        calendar.ContentType.Parameters["method"].ShouldBe("REQUEST");
        calendar.Text.ShouldContain("DTSTART;TZID=America/Costa_Rica:20400611T080000");
        var link = Link().Match(letter.TextBody!).Value;
        link.ShouldStartWith(system.Console.ToString());
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.LaunchAsync();
        await Nominated.LookInEveryLanguageAsync(browser, link, "nomination");

        await using var reader = await browser.NewContextAsync(new() { JavaScriptEnabled = false, Locale = "es" });
        reader.SetDefaultTimeout(Appearance.Patience);
        var (page, secondTab) = (await OpenAsync(reader, link), await OpenAsync(reader, link));
        var facts = await page.Locator(".facts").InnerTextAsync();
        facts.ShouldContain("Capacitar a las personas migrantes para el empleo");
        facts.ShouldContain("lunes, 11 de junio de 2040, 08:00 (America/Costa_Rica)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Acepto" }).ClickAsync();
        await page.GetByText("Ha aceptado. Gracias.").WaitForAsync();
        (await page.GetByRole(AriaRole.Alert).CountAsync()).ShouldBe(0);
        (await nominated.ReadAsync()).Text("state").ShouldBe("accepted");

        await page.GetByLabel("Su zona horaria esos días").FillAsync("America/Montevideo");
        await page.Locator("#from-0").FillAsync("2040-06-11T09:00");
        await page.Locator("#to-0").FillAsync("2040-06-11T13:30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enviar" }).ClickAsync();
        await page.GetByText("Gracias, lo hemos anotado.").WaitForAsync();
        var said = (await whole.Secretariat.GetAsync($"/api/v1/consultations/{(await nominated.SessionAsync()).Text("consultationId")}/availabilities")).Items.ShouldHaveSingleItem()!;
        ($"{said["personId"]}", $"{said["intervals"]![0]!["from"]}", (bool)said["byPerson"]!).ShouldBe((nominated.Mayor.Id, "2040-06-11T12:00:00Z", true));

        await secondTab.GetByRole(AriaRole.Button, new() { Name = "Declino" }).ClickAsync();
        (await secondTab.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldStartWith("Este enlace ya se ha usado.");
        (await nominated.ReadAsync()).Text("state").ShouldBe("accepted");
        var again = await OpenAsync(reader, link);
        (await again.GetByText("Ha aceptado. Gracias.").CountAsync()).ShouldBe(1);
        (await again.Locator("main").GetByRole(AriaRole.Button).AllInnerTextsAsync()).ShouldBe(["Enviar"], "when they can come may change, the answer not");
        await Nominated.LookInEveryLanguageAsync(browser, link, "nomination-answered");
    }

    [Fact]
    public async Task A_nomination_follows_its_person_into_a_merge_and_returns_when_it_is_undone()
    {
        await whole.StartedAsync();
        var nominated = await Nominated.ProposeAsync(whole, "Juan Pablo Caceido", "caceido@pintana.example");
        var other = await Nominated.RegisterAsync(nominated.Network, "Juan Pablo Gutierrez", "gutierrez@pintana.example", "+56 2 555 0100");

        var merge = Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/merges", new { personId = nominated.Mayor.Id, intoId = other.Id }), 201);

        var merged = await Eventually.HoldsAsync(nominated.ReadAsync, answer => answer.Text("canonicalPersonId") == other.Id);
        merged.Text("personId").ShouldBe(nominated.Mayor.Id, "what was said stays as it was said");

        Secretariat.Must(await whole.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag), 200);

        await Eventually.HoldsAsync(nominated.ReadAsync, answer => answer.Text("canonicalPersonId") == nominated.Mayor.Id);
    }

    static async Task<IPage> OpenAsync(IBrowserContext context, string link)
    {
        var page = await context.NewPageAsync();
        await Nominated.OpenLinkAsync(page, link);
        return page;
    }

    [GeneratedRegex(@"http://\S+/r/\S+")]
    private static partial Regex Link();
}
