using MayorsMechanism.Fixtures;
using Microsoft.Playwright;
using MimeKit;

namespace MayorsMechanism.EndToEnd;

/// <summary>A mayor whom a network nominated for a session that is open: all done by the API, as its users do it.</summary>
sealed record Nominated(WholeSystem Whole, ApiClient Network, ApiAnswer City, ApiAnswer Mayor, ApiAnswer Nomination)
{
    /// <param name="whole">The system, already started.</param>
    /// <param name="name">Of the mayor.</param>
    /// <param name="email">Of the mayor.</param>
    /// <param name="phone">Of the mayor.</param>
    public static async Task<Nominated> ProposeAsync(WholeSystem whole, string name, string email, string phone = "+598 2 555 0100")
    {
        var network = await (await whole.NewNetworkAsync("Mercociudades")).SignInAsync();
        var city = Must(await network.PostAsync("/api/v1/organisations", new { name = "Intendencia de Montevideo", kind = "intermediate", country = "UY" }), 201);
        var mayor = await RegisterAsync(network, name, email, phone);
        var position = Must(await network.PostAsync($"{mayor.Location}/positions",
            new { organisationId = city.Id, title = "Intendenta", kind = "mayor", elected = true, from = "2020-01-01" }), 201);
        var session = await OpenSessionAsync(whole.Secretariat);
        var nomination = await Eventually.HoldsAsync(
            () => network.PostAsync($"{session.Location}/nominations", new { personId = mayor.Id, positionId = position.Id, onBehalfOf = city.Id }),
            answer => answer.Rule is not "reference-not-yet-known");
        return new(whole, network, city, mayor, Must(nomination, 201));
    }

    public static async Task<ApiAnswer> RegisterAsync(ApiClient network, string name, string email, string phone) =>
        Must(await network.PostAsync("/api/v1/people", new { name, languages = new[] { "es" }, emails = new[] { email }, phones = new[] { phone } }), 201);

    /// <summary>The secretariat gives the mayor the seat.</summary>
    public async Task<ApiAnswer> ConfirmAsync() =>
        Must(await Whole.Secretariat.PostAsync($"{Nomination.Location}/confirm", ifMatch: Nomination.ETag), 200);

    /// <summary>As the network that nominated reads it.</summary>
    public Task<ApiAnswer> ReadAsync() => Network.GetAsync(Nomination.Location!);

    public Task<ApiAnswer> SessionAsync() => Whole.Secretariat.GetAsync($"/api/v1/sessions/{Nomination.Text("sessionId")}");

    /// <summary>The only letter about the nomination, as it lies in the folder for mail.</summary>
    public async Task<MimeMessage> LetterAsync()
    {
        var letters = await Eventually.HoldsAsync(
            () => Whole.Secretariat.GetAsync($"/api/v1/notifications?nomination={Nomination.Id}"),
            answer => answer.Items is [{ } only] && (string?)only["state"] is "sent");
        return await MimeMessage.LoadAsync(Path.Combine(Whole.MailFolder, $"{letters.Items[0]!["id"]}.eml"));
    }

    /// <summary>Looks at the page of a one-time link. The reader's browser chooses the language: no link on the page may carry its secret address on.</summary>
    public static async Task LookInEveryLanguageAsync(IBrowser browser, string link, string name)
    {
        foreach (var language in (string[])["en", "es", "fr", "pt"])
        {
            await using var context = await browser.NewContextAsync(new() { Locale = language });
            context.SetDefaultTimeout(Appearance.Patience);
            var page = await context.NewPageAsync();
            await OpenLinkAsync(page, link);
            (await page.Locator("html").GetAttributeAsync("lang")).ShouldBe(language);
            await page.LookAsync($"{name}-{language}");
        }
    }

    /// <summary>The service that knows the link hears of it about when the letter leaves.</summary>
    public static Task OpenLinkAsync(IPage page, string link) => Eventually.HoldsAsync(async () => (await page.GotoAsync(link))!.Status, status => status == 200);

    static async Task<ApiAnswer> OpenSessionAsync(ApiClient secretariat)
    {
        var cycle = Must(await secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD 2020", chair = "AE", themes = new[] { "Skills" } }), 201);
        var consultation = Must(await secretariat.PostAsync("/api/v1/consultations",
            new { cycleId = cycle.Id, name = "Puebla Process Consultation", region = "019", hostChair = "CR" }), 201);
        var session = Must(await secretariat.PostAsync($"{consultation.Location}/sessions", new
        {
            kind = "thematic",
            date = "2040-06-11",
            title = new { en = "Skilling migrants for employment", es = "Capacitar a las personas migrantes para el empleo" },
            start = "2040-06-11T14:00:00Z",
            duration = "PT90M",
            timeZone = "America/Costa_Rica",
            languages = new[] { "en", "es" },
            seats = 1,
        }), 201);
        Must(await secretariat.PostAsync($"{consultation.Location}/open", ifMatch: consultation.ETag), 200);
        return session;
    }

    static ApiAnswer Must(ApiAnswer answer, int code) => Secretariat.Must(answer, code);
}
