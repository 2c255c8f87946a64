using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MayorsMechanism.EndToEnd;

/// <summary>What a page looks like to a reader. Keeps a picture of each in artifacts/screenshots.</summary>
static class Appearance
{
    /// <summary>For each step, in milliseconds: of a machine that is busy with more than the browser.</summary>
    public const float Patience = 90_000;

    public static Task<IBrowser> LaunchAsync(this IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"], Timeout = Patience });

    /// <summary>No violation of WCAG that axe can find, nothing wider than the window; light and dark, wide and narrow. Axe is a script itself.</summary>
    public static async Task LookAsync(this IPage page, string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "../../../../screenshots");
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            foreach (var width in (int[])[1280, 320])
            {
                await page.SetViewportSizeAsync(width, 800);
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{scheme}-{width}.png".ToLowerInvariant()), FullPage = true });
                (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, $"{name} is wider than its window");
                var findings = await page.RunAxe();
                findings.Violations.Select(found => $"{found.Id}: {found.Nodes[0].Html} {found.Nodes[0].Any.FirstOrDefault()?.Message}").ShouldBeEmpty($"{name}, {scheme}, {width}");
            }
        }
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(1280, 800);
    }

    /// <summary>The same for the page of a one-time link. The reader's browser chooses the language: no link on the page may carry its secret address on.</summary>
    public static async Task LookInEveryLanguageAsync(this IBrowser browser, string link, string name)
    {
        foreach (var language in (string[])["en", "es", "fr", "pt"])
        {
            await using var context = await browser.NewContextAsync(new() { Locale = language });
            context.SetDefaultTimeout(Patience);
            var page = await context.NewPageAsync();
            await Nominated.OpenLinkAsync(page, link);
            (await page.Locator("html").GetAttributeAsync("lang")).ShouldBe(language);
            await page.LookAsync($"{name}-{language}");
        }
    }
}
