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

    /// <summary>
    /// No violation of WCAG that axe can find, nothing wider than the window; light and wide, dark and narrow: colours are the same at every width.
    /// Axe is a script itself.
    /// </summary>
    public static async Task LookAsync(this IPage page, string name)
    {
        await page.LookAsync(name, ColorScheme.Dark, 320);
        await page.LookAsync(name, ColorScheme.Light, 1280);
    }

    /// <summary>The same in one light and at one width.</summary>
    public static async Task LookAsync(this IPage page, string name, ColorScheme scheme, int width)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "../../../screenshots");
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await page.SetViewportSizeAsync(width, 800);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{scheme}-{width}.png".ToLowerInvariant()), FullPage = true });
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, $"{name} is wider than its window");
        var findings = await page.RunAxe();
        findings.Violations.Select(found => $"{found.Id}: {found.Nodes[0].Html} {found.Nodes[0].Any.FirstOrDefault()?.Message}").ShouldBeEmpty($"{name}, {scheme}, {width}");
    }
}
