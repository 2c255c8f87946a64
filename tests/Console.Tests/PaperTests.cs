using System.Text.Json.Nodes;

namespace MayorsMechanism.Console.Tests;

/// <summary>From the draft to what everybody reads.</summary>
public sealed class PaperTests : IClassFixture<ConsoleApp>
{
    static readonly string Page = $"/papers/{Sample.Paper}";
    static readonly string Public = $"/read/{Sample.Paper}";
    static readonly string[] All = ["uclg", "mmc", "iom"];

    readonly ConsoleApp _app;

    public PaperTests(ConsoleApp app)
    {
        _app = app;
        app.Gateway.FillWithSample();
    }

    [Fact]
    public async Task Who_signs_off_signs_the_draft_that_was_shown()
    {
        _app.Gateway.Gives($"POST /api/v1/papers/{Sample.Paper}/sign-off", new { id = Sample.Paper, title = new { en = "x" }, signOffs = Array.Empty<object>() });
        using var browser = _app.Browser("reviewer");

        var (page, address) = await browser.SendAsync(Page, "sign-off");

        page.ShouldContain("Your sign-off is recorded.");
        address.ShouldBe($"{Page}?done=paper-signed");
        var sent = _app.Gateway.Changes.ShouldHaveSingleItem();
        ((string?)sent.Body!["digest"], sent.IfMatch).ShouldBe((Sample.Digest, "\"4\""));
    }

    [Fact]
    public async Task A_draft_that_changed_meanwhile_is_told_by_the_API()
    {
        _app.Gateway.Refuses($"POST /api/v1/papers/{Sample.Paper}/sign-off", 409, "The draft has changed since you read it.");
        using var browser = _app.Browser();

        (await browser.SendAsync(Page, "sign-off")).Text.ShouldContain("The draft has changed since you read it.");
    }

    [Fact]
    public async Task A_signature_of_an_earlier_draft_does_not_count()
    {
        _app.Gateway.FillWithPapers(All, releases: 0, signed: "another");
        using var browser = _app.Browser();

        var page = await browser.ReadAsync(Page);

        Browser.TextOf(page).ShouldContain("UCLG Signed an earlier draft 20 Jul 2020");
        Forms(page).ShouldBe(["sign-off"]);
    }

    [Fact]
    public async Task Only_what_all_three_have_signed_can_be_released_and_once()
    {
        _app.Gateway.FillWithPapers(All, releases: 0);
        _app.Gateway.Gives($"POST /api/v1/papers/{Sample.Paper}/release", new { number = 1 }, 201);
        using var browser = _app.Browser();
        Forms(await browser.ReadAsync(Page)).ShouldBe(["release"]);

        (await browser.SendAsync(Page, "release")).Text.ShouldContain("The paper is released.");

        var sent = _app.Gateway.Changes.ShouldHaveSingleItem();
        (sent.Path, sent.IfMatch).ShouldBe(($"/api/v1/papers/{Sample.Paper}/release", "\"4\""));
        Guid.TryParse(sent.Key, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_released_is_not_offered_again()
    {
        _app.Gateway.FillWithPapers(All, releases: 2, at: new DateTime(2020, 7, 14, 0, 0, 0, DateTimeKind.Utc));
        using var browser = _app.Browser();

        var page = await browser.ReadAsync(Page);

        Forms(page).ShouldBeEmpty();
        Browser.TextOf(page).ShouldContain("The latest release says what the draft says.");
        Browser.TextOf(page).ShouldContain("Release 1 15 Jul 2020 Replaced by release 2");
        page.ShouldContain($"href=\"/public/papers/{Sample.Paper}/releases/2.docx?language=en\"");
        page.ShouldNotContain("releases/1.docx");
    }

    [Fact]
    public async Task A_released_paper_is_read_in_the_language_asked_for_whatever_that_of_the_page_is()
    {
        using var browser = _app.Browser(role: null, language: "fr");

        var page = await browser.ReadAsync($"{Public}?language=es");

        page.ShouldContain("<html lang=\"fr\">");
        page.ShouldContain("<article class=\"paper\" lang=\"es\">");
        page.ShouldContain("<h1 lang=\"es\">Lo que dijeron las ciudades: la consulta del Proceso Puebla</h1>");
        var text = Browser.TextOf(page);
        text.ShouldContain("Introducción Este documento reúne");
        text.ShouldContain("GFMD 2020 – Presidencia: Emiratos Árabes Unidos");
        text.ShouldContain("11 de junio de 2020");
        text.ShouldContain("La misma puerta para todos. Nelson Fernández, Mercociudades (paráfrasis)");
        // What is not said in Spanish is said in English, and marked so.
        page.ShouldContain("<p lang=\"en\">The Mayors Mechanism is steered by three organisations");
        page.ShouldContain($"href=\"/public/papers/{Sample.Paper}/releases/1.md?language=es\"");
    }

    [Theory]
    [InlineData("pt-BR", "Introdução")]
    [InlineData("qu", "Introduction")]
    public async Task Languages_that_are_not_the_console_s_are_read_all_the_same(string tag, string heading)
    {
        _app.Gateway.Rewrite(body => With(body, tag));
        using var browser = _app.Browser(role: null);

        var page = await browser.ReadAsync($"{Public}?language={tag}");

        page.ShouldContain($"<article class=\"paper\" lang=\"{tag}\">");
        Browser.TextOf(page).ShouldContain($"{heading} In that language.");
    }

    [Fact]
    public async Task Every_message_and_quote_has_an_address_of_its_own()
    {
        using var browser = _app.Browser(role: null);

        var page = await browser.ReadAsync(Public);

        page.ShouldContain($"<li id=\"message-{Sample.Message}\">");
        page.ShouldContain($"href=\"#message-{Sample.Message}\"");
        page.ShouldContain($"id=\"quote-{Sample.Quoted}\"");
        page.ShouldContain($"href=\"#session-{Sample.Skills}\"");
        Browser.TextOf(page).ShouldContain("The same door for everybody. Nelson Fernández, Mercociudades (paraphrase) (translation)");
    }

    [Fact]
    public async Task The_draft_is_drawn_as_the_released_paper_will_be()
    {
        using var browser = _app.Browser();

        string Article(string page) => page[page.IndexOf("<article", StringComparison.Ordinal)..page.IndexOf("</article>", StringComparison.Ordinal)];
        Article(await browser.ReadAsync(Page)).ShouldBe(Article(await browser.ReadAsync(Public)));
    }

    static JsonNode With(JsonNode body, string tag)
    {
        if (body is JsonObject && body["introduction"] is { } introduction) introduction[tag] = "In that language.";
        return body;
    }

    static IEnumerable<string> Forms(string page) => page.Split("<form method=\"post\" class=\"actions\"").Skip(1)
        .Select(form => form.Split("name=\"_handler\" value=\"")[1].Split('"')[0]);
}
