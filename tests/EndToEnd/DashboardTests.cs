using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace MayorsMechanism.EndToEnd;

/// <summary>What ops see in the Aspire dashboard, and do there.</summary>
public sealed class DashboardTests(WholeSystem whole)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_shows_resources_logs_metrics_and_the_trace_of_a_nomination()
    {
        await whole.StartedAsync();
        var confirmed = await (await Nominated.ProposeAsync(whole, "Observed Mayor", "observed@mayors.example")).ConfirmAsync();
        var trace = confirmed.Headers.GetValues("X-Request-Id").Single();
        await Eventually.HoldsAsync(() => SpansAsync(trace), spans => spans.Contains("send mail"));
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.LaunchAsync();

        // The list has only what fits the window.
        await ShowsAsync(browser, "resources", "/", "postgres", "rabbitmq", "consultations-2", "Console", "Documentation", "API");
        await ShowsAsync(browser, "trace", $"/traces/detail/{trace}", "gateway", "consultations", "notifications", "send mail");
        await ShowsAsync(browser, "logs", "/structuredlogs", "SignedIn: ");
        await ShowsAsync(browser, "metrics", "/metrics/resource/registry", "http.server.request.duration");
    }

    [Fact]
    public async Task A_stranger_sees_nothing()
    {
        await whole.StartedAsync();
        using var anyone = new HttpClient { BaseAddress = new Uri(Setting("ASPNETCORE_URLS")) };

        (await anyone.GetAsync("/api/telemetry/traces", Token)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        (await anyone.GetAsync("/", Token)).RequestMessage!.RequestUri!.AbsolutePath.ShouldBe("/login");
    }

    [Theory]
    [InlineData("registry", "verify-history", "The history is whole: ")]
    [InlineData("consultations", "replay-failures", "0 messages are back on their queues.")]
    [InlineData("registry", "republish", "organisation: ")]
    [InlineData("postgres", "back-up", "Backed up to ")]
    public async Task A_command_of_a_resource_says_what_it_did(string resource, string command, string result)
    {
        await whole.StartedAsync();

        var done = await whole.App.ResourceCommands.ExecuteCommandAsync(resource, command, Token);

        done.Success.ShouldBeTrue(done.Message);
        $"{done.Message}\n{done.Data?.Value}".ShouldContain(result);
    }

    [Fact]
    public async Task A_backup_holds_every_database_and_can_be_read()
    {
        await whole.StartedAsync();
        await whole.NewNetworkAsync("Backed up network");

        (await whole.App.ResourceCommands.ExecuteCommandAsync("postgres", "back-up", Token)).Success.ShouldBeTrue();

        await HoldsEveryDatabaseAsync(whole.DataFolder, "Backed up network", "pg_restore");
    }

    /// <summary>The newest backup has a file of each database, and the registry's holds an organisation.</summary>
    /// <param name="data">The system's data folder.</param>
    /// <param name="organisation">Its name.</param>
    /// <param name="restore">What runs <c>pg_restore</c>, of the server's own version.</param>
    internal static async Task HoldsEveryDatabaseAsync(string data, string organisation, params string[] restore)
    {
        var newest = Directory.GetDirectories(Path.Combine(data, "backups")).Max()!;
        Directory.GetFiles(newest).Select(Path.GetFileName).Order().ShouldBe(
            ["console.dump", "consultations.dump", "identity.dump", "notifications.dump", "outcomes.dump", "registry.dump"]);
        string[] read = ["-c", "\"${@:2}\" --data-only --table organisations -f - < \"$1\"", "bash", Path.Combine(newest, "registry.dump"), .. restore];
        using var reading = Process.Start(new ProcessStartInfo("/bin/bash", read) { RedirectStandardOutput = true })!;
        (await reading.StandardOutput.ReadToEndAsync(Token)).ShouldContain(organisation);
    }

    /// <summary>All of the texts, on the page itself or once somebody else opens it, as whoever looks at it would do when it stays empty.</summary>
    async Task ShowsAsync(IBrowser browser, string name, string path, params string[] texts)
    {
        foreach (var last in (bool[])[false, false, true])
        {
            var page = await browser.NewPageAsync(new() { BaseURL = Setting("ASPNETCORE_URLS"), ViewportSize = new() { Width = 1600, Height = 1400 } });
            page.SetDefaultTimeout(Appearance.Patience / 2);
            await page.GotoAsync($"/login?t={Setting("AppHost:BrowserToken")}&returnUrl={Uri.EscapeDataString(path)}");
            try
            {
                foreach (var text in texts) await page.GetByText(text).Filter(new() { Visible = true }).First.WaitForAsync();
                await KeepAsync(page, name);
                await page.CloseAsync();
                return;
            }
            catch (TimeoutException e)
            {
                if (last) throw new TimeoutException($"{page.Url} shows: {await page.InnerTextAsync("body")}\nThe dashboard says: {await DashboardLogAsync()}", e);
                await page.CloseAsync();
            }
        }
    }

    async Task<string> DashboardLogAsync()
    {
        var dashboard = whole.App.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == "aspire-dashboard");
        var lines = new List<string>();
        await foreach (var some in whole.App.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync(dashboard)) lines.AddRange(some.Select(line => line.Content));
        return string.Join('\n', lines.TakeLast(60));
    }

    /// <summary>As the dashboard's telemetry API tells it.</summary>
    async Task<string> SpansAsync(string trace)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Setting("ASPNETCORE_URLS")), DefaultRequestHeaders = { { "x-api-key", Setting("AppHost:DashboardApiKey") } } };
        // Unknown until its first span arrives.
        using var answer = await http.GetAsync($"/api/telemetry/traces/{trace}", Token);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    string Setting(string name) => whole.App.Services.GetRequiredService<IConfiguration>()[name]!;

    /// <summary>For docs/operations.md, without the folders of the machine that it ran on.</summary>
    static async Task KeepAsync(IPage page, string name)
    {
        await page.EvaluateAsync("""
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(/(\/[\w.-]+)+\/(?=[\w.-]+)/g, match => match.startsWith('/api') ? match : '…/');
            """);
        await page.ScreenshotAsync(new() { Path = Path.Combine(AppContext.BaseDirectory, "../../../screenshots", $"dashboard-{name}.png") });
    }
}
