using System.Text.RegularExpressions;
using MayorsMechanism.Fixtures;
using Microsoft.Playwright;
using OtpNet;

namespace MayorsMechanism.EndToEnd;

/// <summary>By hand, in a browser: from a nomination to a released paper, as the people of the secretariat and a mayor do it.</summary>
public sealed partial class StoryTests(WholeSystem whole)
{
    const string Password = "a sentence that only we know";

    IBrowser _browser = null!;
    bool _script;

    [Theory(Timeout = 900_000)]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Full")]
    public async Task A_mayor_is_seated_accepts_and_what_the_mayor_said_is_released(bool script)
    {
        _script = script;
        var system = await whole.StartedAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.LaunchAsync();
        _browser = browser;
        var nominated = await Nominated.ProposeAsync(whole, "Azucena Arbeleche", "azucena@montevideo.example");
        var session = nominated.Nomination.Text("sessionId");
        var consultation = Secretariat.Must(await whole.Secretariat.GetAsync($"/api/v1/sessions/{session}"), 200).Text("consultationId");
        var paper = Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/papers",
            new { consultationId = consultation, title = new { en = "What cities said", es = "Lo que dijeron las ciudades" } }), 201);

        await using var uclg = await SignInAsync(system, "officer", "uclg");
        var page = uclg.Pages[0];
        await page.GotoAsync($"/sessions/{session}");
        await LookAsync(page, "session-proposed");
        await Row(page).GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();

        await AcceptAsync(LinkIn((await nominated.LetterAsync()).TextBody!));

        await page.ReloadAsync();
        await Row(page).GetByText("Accepted").WaitForAsync();
        await LookAsync(page, "session-accepted");
        await page.GetByRole(AriaRole.Link, new() { Name = "Write a key message" }).ClickAsync();
        await page.GetByLabel("Lead").FillAsync("Cities teach before they count");
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("Whoever arrives finds a course in the first month.");
        await LookAsync(page, "message");
        await ClickAsync(page, "Save");
        await page.GetByText("The message is saved.").WaitForAsync();

        await ReadsInDraftAsync(page, paper.Id);
        await LookAsync(page, "paper-draft");
        await SignAsync(page, paper.Id, "UCLG");
        foreach (var organisation in (string[])["mmc", "iom"])
        {
            await using var reviewer = await SignInAsync(system, "reviewer", organisation);
            await SignAsync(reviewer.Pages[0], paper.Id, organisation.ToUpperInvariant());
        }
        await page.ReloadAsync();
        await LookAsync(page, "paper-signed");
        await ClickAsync(page, "Release the paper");
        await page.GetByText("The paper is released.").WaitForAsync();

        await IsReadByEveryoneAsync(system, paper.Id);
    }

    /// <summary>Invited by the administrator; the first sign-in sets up the second factor.</summary>
    async Task<IBrowserContext> SignInAsync(RunningSystem system, string role, string organisation)
    {
        var email = $"{role}-{_script}@{organisation}.example".ToLowerInvariant();
        var invited = Secretariat.Must(await whole.Secretariat.PostAsync("/api/v1/staff", new { email, name = "Amina Diallo", role, organisation }), 201);
        Secretariat.Must(await Secretariat.Anyone(system.Console).PostAsync("/api/v1/staff/accept-invitation",
            new { invitation = invited.Text("invitation"), password = Password }), 204);
        var context = await NewReaderAsync(system.Console.ToString());
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await ClickAsync(page, "Sign in");
        await ClickAsync(page, "Set up the authenticator");
        var key = await page.Locator("code.key").InnerTextAsync();
        await page.GetByLabel("Code from your authenticator").FillAsync(new Totp(Base32Encoding.ToBytes(key)).ComputeTotp());
        await ClickAsync(page, "Confirm");
        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Welcome" }).WaitForAsync();
        return context;
    }

    /// <summary>The mayor has no account: the link of the letter is all it takes.</summary>
    async Task AcceptAsync(string link)
    {
        await using var context = await NewReaderAsync(null);
        var page = await context.NewPageAsync();
        await Nominated.OpenLinkAsync(page, link);
        await ClickAsync(page, "I accept");
        await page.GetByText("You accepted. Thank you.").WaitForAsync();
    }

    static async Task ReadsInDraftAsync(IPage page, string paper)
    {
        // Other services tell of the mayor and of the acceptance, a moment later.
        await Eventually.HoldsAsync(
            async () =>
            {
                await page.GotoAsync($"/papers/{paper}");
                return await page.Locator("main").InnerTextAsync();
            },
            draft => draft.Contains("Azucena Arbeleche", StringComparison.Ordinal)
                && draft.Contains("Whoever arrives finds a course in the first month.", StringComparison.Ordinal));
    }

    static async Task SignAsync(IPage page, string paper, string organisation)
    {
        await page.GotoAsync($"/papers/{paper}");
        await ClickAsync(page, $"Sign off for {organisation}");
        await page.GetByText("Your sign-off is recorded.").WaitForAsync();
    }

    /// <summary>Without signing in: the page, and the file for Word as it is downloaded.</summary>
    async Task IsReadByEveryoneAsync(RunningSystem system, string paper)
    {
        await using var context = await NewReaderAsync(system.Console.ToString());
        var page = await context.NewPageAsync();
        await page.GotoAsync($"/read/{paper}");
        (await page.Locator("main").InnerTextAsync()).ShouldContain("Whoever arrives finds a course in the first month.");
        await LookAsync(page, "read");
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Word" }).ClickAsync());
        using var archive = System.IO.Compression.ZipFile.OpenRead(await file.PathAsync());
        using var document = new StreamReader(archive.GetEntry("word/document.xml")!.Open());
        (await document.ReadToEndAsync()).ShouldContain("Azucena Arbeleche");
    }

    async Task<IBrowserContext> NewReaderAsync(string? origin)
    {
        var context = await _browser.NewContextAsync(new() { BaseURL = origin, JavaScriptEnabled = _script, Locale = "en" });
        context.SetDefaultTimeout(Appearance.Patience);
        return context;
    }

    static ILocator Row(IPage page) => page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Azucena Arbeleche" });

    static Task ClickAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    // Axe and the pictures are the same without.
    Task LookAsync(IPage page, string name) => _script ? page.LookAsync($"story-{name}") : Task.CompletedTask;

    static string LinkIn(string letter) => Link().Match(letter).Value;

    [GeneratedRegex(@"http://\S+/r/\S+")]
    private static partial Regex Link();
}
