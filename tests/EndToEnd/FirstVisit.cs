using MayorsMechanism.Fixtures;
using Microsoft.Playwright;
using OtpNet;

namespace MayorsMechanism.EndToEnd;

/// <summary>The first visit of a new system's administrator, in a real browser, with script and without.</summary>
static class FirstVisit
{
    const string Password = "a sentence that only I know";

    /// <summary>Refused, signed in, a new password, a second factor, and in again with a spare code.</summary>
    /// <returns>The administrator, for the API.</returns>
    public static async Task<Secretariat> SignInAsync(RunningSystem system, bool script)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.LaunchAsync();
        await using var context = await browser.NewContextAsync(new() { BaseURL = system.Console.ToString(), JavaScriptEnabled = script, Locale = "en" });
        context.SetDefaultTimeout(Appearance.Patience);
        var page = await context.NewPageAsync();

        await page.GotoAsync("/");
        await LookAsync("sign-in");
        await SignInAsync(page, system.AdministratorEmail, "not the password");
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await LookAsync("sign-in-refused");

        await SignInAsync(page, system.AdministratorEmail, system.AdministratorPassword);
        await page.GetByLabel("Present password").FillAsync(system.AdministratorPassword);
        await LookAsync("password");
        await page.GetByLabel("New password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change your password" }).ClickAsync();

        await LookAsync("second-factor");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up the authenticator" }).ClickAsync();
        var key = await page.Locator("code.key").InnerTextAsync();
        await LookAsync("second-factor-scan");
        await ConfirmAsync(page, "000000");
        (await page.Locator("code.key").InnerTextAsync()).ShouldBe(key, "after a mistyped code the same key is shown again");
        await ConfirmAsync(page, new Totp(Base32Encoding.ToBytes(key)).ComputeTotp());
        (await page.Locator(".codes li").CountAsync()).ShouldBe(10);
        await LookAsync("recovery-codes");
        var spare = await page.Locator(".codes code").First.InnerTextAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Welcome" }).WaitForAsync();
        await LookAsync("home");
        await page.GetByRole(AriaRole.Link, new() { Name = "Español" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cerrar sesión" }).ClickAsync();
        await page.GotoAsync("/");
        page.Url.ShouldContain("/sign-in");

        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await SignInAsync(page, system.AdministratorEmail, Password, spare);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Welcome" }).WaitForAsync();
        (await page.GotoAsync("/no-such-page"))!.Status.ShouldBe(404);
        await LookAsync("not-found");
        return new(system.Console, system.AdministratorEmail, Password, key);

        // Axe and the pictures are the same without.
        Task LookAsync(string name) => script ? page.LookAsync(name) : Task.CompletedTask;
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
}
