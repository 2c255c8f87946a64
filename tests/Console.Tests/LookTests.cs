using MayorsMechanism.EndToEnd;
using Microsoft.Playwright;

namespace MayorsMechanism.Console.Tests;

/// <summary>Every page in a real browser: nothing that axe objects to, nothing wider than the window; a picture of each is kept.</summary>
[Trait("Category", "Full")]
public sealed class LookTests : IClassFixture<ConsoleApp>
{
    readonly ConsoleApp _app;

    public LookTests(ConsoleApp app)
    {
        _app = app;
        app.Gateway.FillWithSample();
    }

    [Theory(Timeout = 900_000)]
    [InlineData("home", "/")]
    [InlineData("consultations", "/consultations")]
    [InlineData("consultation", "/consultations/{0}")]
    [InlineData("session", "/sessions/{1}")]
    [InlineData("session-done", "/sessions/{1}?done=nominee-confirm#nominees")]
    [InlineData("message", "/messages/{3}?language=es")]
    [InlineData("message-new", "/messages/new?consultation={0}")]
    [InlineData("papers", "/papers")]
    [InlineData("paper", "/papers/{2}")]
    [InlineData("organisations", "/organisations/unverified")]
    [InlineData("sign-in", "/sign-in")]
    [InlineData("sign-out", "/sign-out")]
    [InlineData("one-time", "/r/n-secret")]
    [InlineData("one-time-invitation", "/r/i-secret")]
    [InlineData("read", "/read")]
    [InlineData("read-paper", "/read/{2}")]
    [InlineData("not-there", "/read/00000000-0000-0000-0000-000000000001")]
    public async Task It_is_a_pleasure_to_read(string name, string path)
    {
        string[] open = ["/read", "/r/", "/sign-in"];
        var isOpen = open.Any(each => path.StartsWith(each, StringComparison.Ordinal));
        await OpenAsync(Address(path), isOpen ? null : "officer", page => page.LookAsync($"console-{name}"));
    }

    /// <summary>Longer words and other texts are all that differs: once, where there is least room.</summary>
    [Theory(Timeout = 900_000)]
    [InlineData("es")]
    [InlineData("fr")]
    [InlineData("pt")]
    public async Task It_has_room_for_other_languages(string language)
    {
        await OpenAsync("/", "officer", async page =>
        {
            await page.GotoAsync($"/language/{language}?back=/");
            foreach (var (name, path) in new[]
            {
                ("home", "/"), ("consultation", "/consultations/{0}"), ("session", "/sessions/{1}"), ("message-new", "/messages/new?consultation={0}"),
                ("paper", "/papers/{2}"), ("organisations", "/organisations/unverified"), ("sign-out", "/sign-out"), ("one-time", "/r/n-secret"), ("read-paper", "/read/{2}"),
            })
            {
                await page.GotoAsync(Address(path));
                (await page.Locator("html").GetAttributeAsync("lang")).ShouldBe(language);
                await page.LookAsync($"console-{name}-{language}", ColorScheme.Light, 320);
            }
        });
    }

    [Fact(Timeout = 900_000)]
    public async Task Nothing_to_do_is_said_kindly()
    {
        _app.Gateway.Lists("/api/v1/sessions");
        _app.Gateway.Lists("/api/v1/organisations");
        _app.Gateway.FillWithPapers(signedBy: ["uclg"], releases: 0);
        await OpenAsync("/", "reviewer", page => page.LookAsync("console-home-empty"));
    }

    [Fact(Timeout = 900_000)]
    public async Task A_paper_that_all_have_signed_offers_its_release()
    {
        _app.Gateway.FillWithPapers(["uclg", "mmc", "iom"], releases: 1);
        await OpenAsync($"/papers/{Sample.Paper}", "officer", page => page.LookAsync("console-paper-ready"));
    }

    [Fact(Timeout = 900_000)]
    public async Task A_refused_message_says_why_where_it_is_read_first()
    {
        _app.Gateway.Refuses("POST /api/v1/key-messages", 400, "See errors.", new { lead = new[] { "Give 1 to 500 characters." } });
        await OpenAsync($"/messages/new?session={Sample.Skills}", "officer", async page =>
        {
            await page.Locator("#lead").FillAsync("A lead");
            await page.Locator("#points").FillAsync("One\nTwo");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await page.GetByRole(AriaRole.Alert).WaitForAsync();
            await page.LookAsync("console-message-refused");
        });
    }

    [Fact(Timeout = 900_000)]
    public async Task A_service_that_does_not_answer_is_told_calmly()
    {
        _app.Gateway.Refuses("GET /api/v1/consultations", 503, "The service is busy or restarting. Nothing was changed; try again in a moment.");
        await OpenAsync("/consultations", "officer", page => page.LookAsync("console-away"));
    }

    [Fact(Timeout = 900_000)]
    public async Task A_nominee_is_confirmed_by_keyboard_alone()
    {
        _app.Gateway.Gives($"POST /api/v1/nominations/{Sample.Proposed}/confirm", new { id = Sample.Proposed, version = 3, state = "confirmed" });
        await OpenAsync($"/sessions/{Sample.Skills}", "officer", async page =>
        {
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Confirm.*Lucía Fernández Prieto$") }).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await page.GetByRole(AriaRole.Status).WaitForAsync();
            page.Url.ShouldEndWith("?done=nominee-confirm#nominees");
        });
        _app.Gateway.Changes.ShouldHaveSingleItem().IfMatch.ShouldBe("\"2\"");
    }

    static string Address(string path) => string.Format(null, path, Sample.Consultation, Sample.Skills, Sample.Paper, Sample.Message);

    async Task OpenAsync(string path, string? role, Func<IPage, Task> look)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.LaunchAsync();
        await using var context = await browser.NewContextAsync(new() { BaseURL = _app.Address.ToString(), Locale = "en" });
        context.SetDefaultTimeout(Appearance.Patience);
        if (role is not null) await context.AddCookiesAsync([new() { Name = "mm", Value = _app.CookieOf(role), Url = _app.Address.ToString() }]);
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        await look(page);
    }
}
