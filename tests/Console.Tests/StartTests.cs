using System.Net;

namespace MayorsMechanism.Console.Tests;

/// <summary>What waits for whom, and what is shown when something is wrong.</summary>
public sealed class StartTests : IClassFixture<ConsoleApp>
{
    readonly ConsoleApp _app;

    public StartTests(ConsoleApp app)
    {
        _app = app;
        app.Gateway.FillWithSample();
    }

    [Fact]
    public async Task An_officer_finds_everything_that_an_officer_does()
    {
        using var browser = _app.Browser();

        var page = await browser.ReadAsync("/");

        var text = Browser.TextOf(page);
        text.ShouldContain("Nominations to confirm : 1 Skilling migrants for employment 1 proposed");
        text.ShouldContain("Sessions still to be confirmed : 1 Closing plenary 30 Jun 2020");
        text.ShouldContain("Papers for UCLG to sign off : 1 What cities said");
        text.ShouldContain("Organisations to verify : 1");
        page.ShouldContain($"href=\"/sessions/{Sample.Skills}#nominees\"");
        page.ShouldContain($"href=\"/papers/{Sample.Paper}#sign-off\"");
        page.ShouldContain("href=\"/organisations/unverified\"");
    }

    [Fact]
    public async Task A_reviewer_finds_papers_alone_and_an_auditor_nothing()
    {
        using var reviewer = _app.Browser("reviewer");
        var page = await reviewer.ReadTextAsync("/");
        page.ShouldContain("Papers for UCLG to sign off");
        page.ShouldNotContain("Nominations to confirm");
        page.ShouldNotContain("Organisations to verify");

        using var auditor = _app.Browser("auditor");
        (await auditor.ReadTextAsync("/")).ShouldContain("Nothing waits for you.");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(1, false)]
    public async Task A_paper_is_ready_when_all_three_signed_the_same_draft_since_the_last_release(int releases, bool isSince)
    {
        _app.Gateway.FillWithPapers(["uclg", "mmc", "iom"], releases, at: new DateTime(2020, 7, isSince ? 20 : 10, 0, 0, 0, DateTimeKind.Utc));
        using var browser = _app.Browser();

        var page = await browser.ReadTextAsync("/");

        page.Contains("Papers ready to be released : 1").ShouldBe(releases == 0 || isSince);
        page.ShouldNotContain("to sign off");
    }

    [Fact]
    public async Task A_draft_that_changed_after_all_three_signed_is_signed_again()
    {
        _app.Gateway.FillWithPapers(["uclg", "mmc", "iom"], releases: 0, signed: "another");
        using var browser = _app.Browser();

        var page = await browser.ReadTextAsync("/");

        page.ShouldContain("Papers for UCLG to sign off : 1");
        page.ShouldNotContain("ready to be released");
    }

    [Fact]
    public async Task What_does_not_answer_is_said_and_the_rest_is_shown()
    {
        _app.Gateway.Refuses("GET /api/v1/papers", 503, "The service is busy or restarting.");
        using var browser = _app.Browser();

        var page = await browser.ReadTextAsync("/");

        page.ShouldContain("The service is busy or restarting.");
        page.ShouldContain("Nominations to confirm");
        page.ShouldNotContain("Nothing waits for you.");
    }

    [Theory]
    [InlineData("en", "There is no such page")]
    [InlineData("pt", "Esta página não existe")]
    public async Task A_record_that_is_not_there_is_a_page_that_is_not_there(string language, string said)
    {
        using var browser = _app.Browser(language: language);

        var page = await browser.ReadAsync($"/sessions/{Guid.NewGuid()}", HttpStatusCode.NotFound);

        page.ShouldContain("href=\"/consultations\"");
        string[] pages = [page, await browser.ReadAsync("/nowhere", HttpStatusCode.NotFound), await browser.ReadAsync("/nowhere.png", HttpStatusCode.NotFound)];
        pages.ShouldAllBe(each => Browser.TextOf(each).Contains(said));
    }

    [Theory]
    [InlineData(503, "A part of the system does not answer")]
    [InlineData(429, "A part of the system does not answer")]
    [InlineData(403, "This page is not for your role")]
    [InlineData(500, "Something went wrong")]
    public async Task A_page_that_cannot_be_drawn_says_why_in_the_words_of_the_API(int status, string said)
    {
        _app.Gateway.Refuses($"GET /api/v1/consultations/{Sample.Consultation}", status, "So says <the> API.");
        using var browser = _app.Browser();

        var page = await browser.ReadAsync($"/consultations/{Sample.Consultation}", (HttpStatusCode)status);

        page.ShouldContain(said);
        page.ShouldContain("So says &lt;the&gt; API.");
    }

    [Fact]
    public async Task A_gateway_that_is_away_is_told_calmly_even_to_who_is_signed_in()
    {
        await using var lonely = new ConsoleApp(_app.Postgres);
        await lonely.InitializeAsync();
        await lonely.Gateway.DisposeAsync();
        using var visitor = lonely.Browser();

        var page = await visitor.ReadAsync("/papers", HttpStatusCode.ServiceUnavailable);

        page.ShouldContain("A part of the system does not answer");
        page.ShouldContain("It is usually back within a minute.");
        page.ShouldContain("href=\"/papers\"");
    }

    [Fact]
    public async Task The_section_that_one_is_in_is_marked()
    {
        using var browser = _app.Browser();

        (await browser.ReadAsync("/consultations")).ShouldContain("<a href=\"/consultations\" aria-current=\"page\">");
        (await browser.ReadAsync($"/sessions/{Sample.Skills}")).ShouldContain("<a href=\"/consultations\" aria-current=\"true\">");
    }

    [Fact]
    public async Task An_organisation_is_verified_with_the_version_that_was_seen()
    {
        _app.Gateway.Gives($"POST /api/v1/organisations/{Sample.Unverified}/verify", new { id = Sample.Unverified, version = 4, name = "x", kind = "other" });
        using var browser = _app.Browser();

        var (page, _) = await browser.SendAsync("/organisations/unverified", "organisation");

        page.ShouldContain("The organisation is verified.");
        var sent = _app.Gateway.Changes.ShouldHaveSingleItem();
        (sent.Path, sent.IfMatch).ShouldBe(($"/api/v1/organisations/{Sample.Unverified}/verify", "\"3\""));
    }
}
