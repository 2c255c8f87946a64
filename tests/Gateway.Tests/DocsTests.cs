using System.Diagnostics;
using MayorsMechanism.Fixtures;
using Microsoft.AspNetCore.Http;

namespace MayorsMechanism.Gateway.Tests;

public class DocsTests
{
    [Fact]
    public async Task The_documentation_page_works_in_a_browser_under_its_policy()
    {
        await using var registry = await Backend.StartAsync(http => http.Response.WriteAsync("""
            { "openapi": "3.1.1", "info": { "title": "t", "version": "v1" },
              "paths": { "/api/v1/people": { "get": { "operationId": "ListPeople", "summary": "Lists people.", "responses": { "200": { "description": "OK" } } } } } }
            """));
        await using var gateway = new TestGateway().Before("registry", registry);

        var (page, console) = await BrowseAsync(new Uri(gateway.Client().BaseAddress!, "/docs"));

        page.ShouldContain("Lists people.");
        page.ShouldContain("Get a token.");
        console.ShouldNotContain("Content Security Policy");
        console.ShouldNotContain("Uncaught");
        console.ShouldNotContain("CONSOLE");
    }

    /// <summary>The page after its scripts ran, and what the browser's console said.</summary>
    static async Task<(string Page, string Console)> BrowseAsync(Uri address)
    {
        using var profile = new TemporaryFolder("mayors-chromium-");
        using var browser = Process.Start(new ProcessStartInfo("chromium",
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr", $"--user-data-dir={profile.Path}", "--virtual-time-budget=10000", "--dump-dom", address.ToString()])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var page = browser.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var console = browser.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await browser.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (await page, await console);
    }
}
