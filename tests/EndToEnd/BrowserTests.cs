using MayorsMechanism.Fixtures;
using Microsoft.Playwright;
using OtpNet;

namespace MayorsMechanism.EndToEnd;

/// <summary>A new administrator in a real browser, with script and without.</summary>
public sealed class BrowserTests : IDisposable
{
    readonly TemporaryFolder _folder = new("mayors-browser-");
    bool _script;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 900_000)]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Full")]
    public async Task A_new_administrator_signs_in_for_the_first_time(bool script)
    {
        _script = script;
        await using var host = await AppHostProcess.StartAsync(Path.Combine(_folder.Path, "data"), ["--port", $"{AppHostProcess.FreePort()}"]);
        var system = await host.WaitReadyAsync(Token);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.LaunchAsync();
        await using var context = await browser.NewContextAsync(new() { BaseURL = system.Console.ToString(), JavaScriptEnabled = script, Locale = "en" });
        context.SetDefaultTimeout(Appearance.Patience);
        var page = await context.NewPageAsync();

        await page.GotoAsync("/");
        await LookAsync(page, "sign-in");
        await SignInAsync(page, system.AdministratorEmail, "not the password");
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await LookAsync(page, "sign-in-refused");

        await SignInAsync(page, system.AdministratorEmail, system.AdministratorPassword);
        await page.GetByLabel("Present password").FillAsync(system.AdministratorPassword);
        await LookAsync(page, "password");
        await page.GetByLabel("New password").FillAsync("a sentence that only I know");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change your password" }).ClickAsync();

        await LookAsync(page, "second-factor");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up the authenticator" }).ClickAsync();
        var key = await page.Locator("code.key").InnerTextAsync();
        await LookAsync(page, "second-factor-scan");
        await ConfirmAsync(page, "000000");
        (await page.Locator("code.key").InnerTextAsync()).ShouldBe(key, "after a mistyped code the same key is shown again");
        await ConfirmAsync(page, new Totp(Base32Encoding.ToBytes(key)).ComputeTotp());
        (await page.Locator(".codes li").CountAsync()).ShouldBe(10);
        await LookAsync(page, "recovery-codes");
        var spare = await page.Locator(".codes code").First.InnerTextAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Welcome" }).WaitForAsync();
        await LookAsync(page, "home");
        await page.GetByRole(AriaRole.Link, new() { Name = "Español" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cerrar sesión" }).ClickAsync();
        await page.GotoAsync("/");
        page.Url.ShouldContain("/sign-in");

        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await SignInAsync(page, system.AdministratorEmail, "a sentence that only I know", spare);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Welcome" }).WaitForAsync();
        (await page.GotoAsync("/no-such-page"))!.Status.ShouldBe(404);
        await LookAsync(page, "not-found");
    }

    static async Task SignInAsync(IPage page, string email, string password, string? code = null)
    {
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        if (code is not null) await page.GetByLabel("Code from your authenticator").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    static async Task ConfirmAsync(IPage page, string code)
    {
        await page.GetByLabel("Code from your authenticator").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
    }

    // Axe and the pictures are the same without.
    Task LookAsync(IPage page, string name) => _script ? page.LookAsync(name) : Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}
