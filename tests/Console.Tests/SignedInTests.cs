using System.Net;

namespace MayorsMechanism.Console.Tests;

/// <summary>What becomes of a session's cookie, whoever sends it and wherever.</summary>
public sealed class SignedInTests : IClassFixture<ConsoleApp>
{
    readonly ConsoleApp _app;

    public SignedInTests(ConsoleApp app)
    {
        _app = app;
        app.Gateway.FillWithSample();
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_made_up_cookie_asks_nothing_of_the_API()
    {
        foreach (var cookie in (string[])["made-up", "CfDJ8AAAA", Convert.ToHexString(new byte[32]), $"{_app.CookieOf("officer")[..^4]}AAAA"])
        {
            using var browser = new Browser(_app.Address, cookie, "en");
            (await browser.GoAsync("/")).ShouldStartWith("/sign-in", Case.Sensitive, cookie);
        }

        _app.Gateway.Exchanges.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_signs_out_at_one_replica_is_signed_out_at_all()
    {
        _app.Gateway.Gives("DELETE /api/v1/session", new { });
        var replica = _app.StartReplica();
        var session = _app.CookieOf("officer");
        using var here = new Browser(_app.Address, session, "en");
        using var there = new Browser(replica, session, "en");
        using var copied = new Browser(_app.Address, session, "en");
        foreach (var browser in (Browser[])[here, there, copied]) await browser.ReadAsync("/");

        (await here.SendAsync("/sign-out", "sign-out")).Address.ShouldBe("/sign-in");

        foreach (var browser in (Browser[])[here, there, copied]) (await browser.GoAsync("/")).ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task Who_could_not_be_signed_out_is_told_and_can_try_again()
    {
        _app.Gateway.Refuses("DELETE /api/v1/session", 503, "Busy, try again.");
        using var browser = _app.Browser("reviewer");

        (await browser.SendAsync("/sign-out", "sign-out")).Text.ShouldContain("Busy, try again.");

        _app.Gateway.Gives("DELETE /api/v1/session", new { });
        (await browser.SendAsync("/sign-out", "sign-out")).Address.ShouldBe("/sign-in");
    }

    [Fact]
    public async Task What_the_gateway_says_of_the_browser_is_handed_on_with_all_that_is_asked_for_it()
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = _app.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Cookie", $"mm={_app.CookieOf("auditor")}");
        request.Headers.Add("X-Visitor", "a sealed address");

        (await http.SendAsync(request, Token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        _app.Gateway.Exchanges.ShouldHaveSingleItem().Visitor.ShouldBe("a sealed address");
        _app.Gateway.Reads.ShouldNotBeEmpty();
        _app.Gateway.Reads.ShouldAllBe(read => read.Visitor == "a sealed address");
    }
}
