using System.Net;
using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Gateway.Tests;

/// <summary>The console asks for its readers: what it asks for counts against them, not against the console.</summary>
public sealed class VisitorTests : IAsyncDisposable
{
    const string One = "203.0.113.9";
    const string Other = "2001:db8::9";

    readonly HttpClient _http = new();
    Backend _identity = null!;
    Backend _console = null!;
    TestGateway _gateway = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_browser_that_guesses_passwords_at_the_console_takes_nothing_from_others()
    {
        await StartAsync("RateLimits:SignIn");

        (await SendFormAsync(One, 3)).ShouldBe([200, 200, 429]);
        (await SendFormAsync(Other, 1)).ShouldBe([200]);
    }

    [Fact]
    public async Task A_service_learns_where_the_browser_is()
    {
        await StartAsync();

        await SendFormAsync(Other, 1);

        _identity.Requests.ShouldHaveSingleItem().Headers["X-Forwarded-For"].ShouldBe(Other);
    }

    [Fact]
    public async Task A_browser_sends_only_so_many_forms()
    {
        await StartAsync("RateLimits:Form");

        (await SendFormAsync(One, 3)).ShouldBe([200, 200, 429]);
        (await SendFormAsync(Other, 1)).ShouldBe([200]);
        (await Browser(One).GetAsync("/sign-in", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("203.0.113.9")]
    [InlineData("203.0.113.9 1790000000 AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("by another key")]
    [InlineData("from a page of long ago")]
    [InlineData("for another address")]
    public async Task An_address_that_the_gateway_did_not_write_a_moment_ago_counts_for_nothing(string header)
    {
        await StartAsync("RateLimits:SignIn");
        var ours = new VisitorAddress(new Proofs(TestTokens.ProofKey), TimeProvider.System).Write(IPAddress.Parse(One));
        if (header == "by another key") header = new VisitorAddress(new Proofs("somebody else's"), TimeProvider.System).Write(IPAddress.Parse(One));
        if (header == "for another address") header = ours.Replace(One, "203.0.113.8", StringComparison.Ordinal);
        if (header == "from a page of long ago") (header, _gateway.Later) = (ours, TimeSpan.FromMinutes(3));
        var caller = Browser(Other);
        caller.DefaultRequestHeaders.Add("X-Visitor", header);

        await caller.PostAsync("/api/v1/session", null, Cancel);

        var seen = _identity.Requests.ShouldHaveSingleItem().Headers;
        (seen["X-Forwarded-For"], seen["X-Visitor"].Split(' ')[0]).ShouldBe((Other, Other));
    }

    [Fact]
    public async Task Whoever_need_not_know_where_a_browser_is_gets_no_proof_of_it()
    {
        await StartAsync();

        await _gateway.Before("outcomes", _console).Client().GetAsync("/public/papers", Cancel);

        _console.Requests.ShouldHaveSingleItem().Headers.Keys.ShouldNotContain("X-Visitor");
    }

    async Task StartAsync(string? limit = null)
    {
        _identity = await Backend.StartAsync();
        // As the console does: it hands on what the gateway told it of its reader.
        _console = await Backend.StartAsync(async http =>
        {
            if (http.Request.Method == "GET") return;
            using var asked = new HttpRequestMessage(HttpMethod.Post, new Uri(_gateway.ClientOptions.BaseAddress, "/api/v1/session"));
            asked.Headers.TryAddWithoutValidation("X-Visitor", http.Request.Headers["X-Visitor"].ToString());
            using var answer = await _http.SendAsync(asked, Cancel);
            http.Response.StatusCode = (int)answer.StatusCode;
        });
        _gateway = new TestGateway().Before("identity", _identity).Before("console", _console).With("ForwardedHeaders:KnownNetworks:0", "127.0.0.0/8");
        if (limit is not null) _gateway.With($"{limit}:PerSecond", "0.001").With($"{limit}:Burst", "2");
    }

    async Task<int[]> SendFormAsync(string address, int times)
    {
        var (browser, statuses) = (Browser(address), new List<int>());
        for (var i = 0; i < times; i++) statuses.Add((int)(await browser.PostAsync("/sign-in", null, Cancel)).StatusCode);
        return [.. statuses];
    }

    HttpClient Browser(string address)
    {
        var browser = _gateway.Client();
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _gateway.DisposeAsync();
        await _console.DisposeAsync();
        await _identity.DisposeAsync();
    }
}
