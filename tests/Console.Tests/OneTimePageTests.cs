using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MayorsMechanism.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Console.Tests;

/// <summary>The page of a one-time link, before an API that answers as Consultations does.</summary>
public sealed partial class OneTimePageTests(PostgresFixture postgres) : IAsyncLifetime
{
    const string Page = "/r/n-secret";
    const string Invitation = "/r/i-secret";

    readonly ConcurrentQueue<JsonNode> _answers = new();
    WebApplication _gateway = null!;
    WebApplicationFactory<ConsoleDbContext> _console = null!;
    readonly ConcurrentQueue<JsonNode> _said = new();
    string _state = "confirmed";
    string _invitation = "open";
    bool _isSessionAhead;
    bool _isOver;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _gateway = builder.Build();
        _gateway.Urls.Add("http://127.0.0.1:0");
        _gateway.MapPost("/api/v1/nominations/link", Show);
        _gateway.MapPost("/api/v1/nominations/link/answer", Answer);
        _gateway.MapPost("/api/v1/nominations/link/availability", Say);
        _gateway.MapPost("/api/v1/invitations/link", ShowInvitation);
        _gateway.MapPost("/api/v1/invitations/link/answer", AnswerInvitation);
        await _gateway.StartAsync();
        var database = await postgres.CreateDatabaseAsync("console");
        _console = new WebApplicationFactory<ConsoleDbContext>().WithWebHostBuilder(host => host
            .UseSetting("ConnectionStrings:console-db", database)
            .UseSetting("services:identity:http:0", TestTokens.IdentityAddress)
            .UseSetting("services:gateway:http:0", _gateway.Urls.Single())
            .UseSetting("PublicOrigin", TestTokens.Issuer));
    }

    [Fact]
    public async Task It_shows_what_it_is_about_in_the_reader_s_language_and_carries_the_secret_nowhere()
    {
        var page = await ReadAsync(Browser(), "es");

        page.ShouldContain("Ana Souza, le invitamos a intervenir en nombre de Cuenca.");
        page.ShouldContain("<dd>Competencias</dd>");
        (await ReadAsync(Browser(), "pt")).ShouldContain("<dd><span lang=\"en\">Skills</span></dd>");
        page.ShouldContain("jueves, 11 de junio de 2020, 08:00 (America/Costa_Rica)");
        page.ShouldNotContain("<script");
        // Forms go to the page itself; nothing leads from it with its address.
        Links().Matches(page).Select(link => link.Value).ShouldAllBe(link => !link.Contains("n-secret"));
    }

    [Theory]
    [InlineData("proposed", "Not yet asked for")]
    [InlineData("confirmed", "We wait for it")]
    [InlineData("accepted", "You accepted. Thank you.")]
    [InlineData("declined", "You declined. Thank you for telling us.")]
    [InlineData("withdrawn", "The nomination was withdrawn")]
    [InlineData("attended", "You took part. Thank you.")]
    [InlineData("absent", "You could not come")]
    public async Task It_says_how_far_the_nomination_has_come(string state, string said)
    {
        _state = state;
        (await ReadAsync(Browser(), "en")).ShouldContain($"<dd>{said}</dd>");
    }

    [Theory]
    [InlineData("accept", "Ha aceptado. Gracias.")]
    [InlineData("decline", "Ha declinado.")]
    public async Task An_answer_is_sent_once_and_shown(string answer, string said)
    {
        var browser = Browser();
        var form = Hidden(await ReadAsync(browser, "es"));
        form["_handler"] = answer;
        form["Input.Reason"] = " De viaje ";

        var page = await SendAsync(browser, form);
        page.ShouldContain(said);
        page.ShouldNotContain("<form");
        (await SendAsync(browser, form)).ShouldContain("Already used.");

        var sent = _answers.First();
        ((string)sent["token"]!, (string)sent["answer"]!, (string)sent["reason"]!).ShouldBe(("n-secret", answer, "De viaje"));
    }

    [Fact]
    public async Task What_was_answered_before_is_shown_without_a_form()
    {
        _state = "accepted";

        var page = await ReadAsync(Browser(), "fr");

        page.ShouldContain("Vous avez accepté. Merci.");
        page.ShouldNotContain("<form");
    }

    [Fact]
    public async Task When_somebody_can_come_is_said_on_the_clocks_of_where_they_will_be_also_after_the_answer()
    {
        (_state, _isSessionAhead) = ("accepted", true);
        var browser = Browser();
        var form = Hidden(await ReadAsync(browser, "es"));
        form["_handler"] = "availability";
        form["When.Zone"] = "America/Bogota";
        form["When.Times[0].From"] = "2020-06-11T08:00";
        form["When.Times[0].To"] = "2020-06-11T12:30";
        form["When.Times[1].From"] = form["When.Times[1].To"] = "";

        var page = await SendAsync(browser, form);

        var said = _said.ShouldHaveSingleItem();
        ((string)said["token"]!, (string)said["timeZone"]!, said["intervals"]!.AsArray().Count).ShouldBe(("n-secret", "America/Bogota", 1));
        ((DateTimeOffset)said["intervals"]![0]!["from"]!, (DateTimeOffset)said["intervals"]![0]!["to"]!).ShouldBe(
            (new DateTimeOffset(2020, 6, 11, 13, 0, 0, TimeSpan.Zero), new DateTimeOffset(2020, 6, 11, 17, 30, 0, TimeSpan.Zero)));
        page.ShouldContain("Gracias, lo hemos anotado.");
        page.ShouldContain("Ha aceptado. Gracias.");
        page.ShouldContain("name=\"When.Zone\" type=\"text\" list=\"zones\" required autocomplete=\"off\" spellcheck=\"false\" value=\"America/Bogota\"");
        page.ShouldContain("name=\"When.Times[0].To\" type=\"datetime-local\" value=\"2020-06-11T12:30\"");
        page.ShouldContain("name=\"When.Times[1].From\"");
        page.ShouldContain("<option value=\"Pacific/Tongatapu\">");
        page.ShouldNotContain("<script");
        _answers.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_time_without_an_end_or_in_no_zone_is_asked_for_again_and_nothing_typed_is_lost()
    {
        _isSessionAhead = true;
        var browser = Browser();
        var form = Hidden(await ReadAsync(browser, "en"));
        form["_handler"] = "availability";
        form["When.Zone"] = "Macondo";
        form["When.Times[0].From"] = "2020-06-11T08:00";
        form["When.Times[0].To"] = "";

        var half = await SendAsync(browser, form);
        form["When.Times[0].To"] = "2020-06-11T09:00";
        var nowhere = await SendAsync(browser, form);

        half.ShouldContain("Give each time a beginning and an end.");
        half.ShouldContain("value=\"2020-06-11T08:00\"");
        nowhere.ShouldContain("<a href=\"#timeZone\">Your time zone then</a>");
        nowhere.ShouldContain("value=\"Macondo\"");
        nowhere.ShouldContain("I accept");
        _said.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_not_asked_when_they_can_come_sees_no_form_for_it() => (await ReadAsync(Browser(), "en")).ShouldNotContain("When.Zone");

    [Fact]
    public async Task An_invitation_shows_what_it_is_to_and_until_when()
    {
        var page = await ReadAsync(Browser(), "fr", Invitation);

        page.ShouldContain("Ana Souza, nous invitons Cuenca à participer.");
        page.ShouldContain("jeudi 11 juin 2020, 08:00 (America/Costa_Rica)");
        page.ShouldContain("lundi 1 juin 2020, 16:00 (America/Costa_Rica)");
        page.ShouldNotContain("When.Zone");
        page.ShouldNotContain("<script");
        Links().Matches(page).Select(link => link.Value).ShouldAllBe(link => !link.Contains("i-secret"));
    }

    [Theory]
    [InlineData("accept", "Aceitou. Obrigado.")]
    [InlineData("decline", "Recusou. Obrigado por nos avisar.")]
    public async Task An_invitation_is_answered_once(string answer, string said)
    {
        var browser = Browser();
        var form = Hidden(await ReadAsync(browser, "pt", Invitation));
        form["_handler"] = answer;
        form["Input.Reason"] = "Sem delegação";

        var page = await SendAsync(browser, form, Invitation);
        page.ShouldContain(said);
        page.ShouldNotContain("<form");
        (await SendAsync(browser, form, Invitation)).ShouldContain("Already used.");

        var sent = _answers.ShouldHaveSingleItem();
        ((string)sent["token"]!, (string)sent["answer"]!, (string)sent["reason"]!).ShouldBe(("i-secret", answer, "Sem delegação"));
    }

    [Theory]
    [InlineData("open", true, "The time to answer is over.")]
    [InlineData("withdrawn", false, "The invitation was withdrawn")]
    [InlineData("declined", false, "You declined.")]
    public async Task An_invitation_that_takes_no_answer_says_why_without_a_form(string state, bool isOver, string said)
    {
        (_invitation, _isOver) = (state, isOver);

        var page = await ReadAsync(Browser(), "en", Invitation);

        page.ShouldContain(said);
        page.ShouldNotContain("<form");
    }

    [Fact]
    public async Task A_form_from_elsewhere_is_refused()
    {
        var browser = Browser();
        var form = Hidden(await ReadAsync(browser, "es"));
        form["_handler"] = "accept";
        form["__RequestVerificationToken"] = "forged";

        using var answer = await browser.PostAsync(Page, new FormUrlEncodedContent(form), Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _answers.ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    HttpClient Browser() => _console.CreateClient();

    static async Task<string> ReadAsync(HttpClient browser, string language, string address = Page)
    {
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        return WebUtility.HtmlDecode(await browser.GetStringAsync(address, Token));
    }

    static async Task<string> SendAsync(HttpClient browser, Dictionary<string, string> form, string address = Page)
    {
        using var answer = await browser.PostAsync(address, new FormUrlEncodedContent(form), Token);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Token));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, page);
        return page;
    }

    static Dictionary<string, string> Hidden(string page) =>
        Field().Matches(page).DistinctBy(field => field.Groups[1].Value).ToDictionary(field => field.Groups[1].Value, field => field.Groups[2].Value);

    object Shown() => new
    {
        consultation = "Puebla Process", session = new { en = "Skills", es = "Competencias" }, date = "2020-06-11", start = "2020-06-11T14:00:00Z",
        timeZone = "America/Costa_Rica", person = "Ana Souza", organisation = "Cuenca", state = _state, canAnswer = _state == "confirmed",
        canSayWhen = _isSessionAhead, availability = _said.LastOrDefault(),
    };

    IResult Show(JsonNode body) => (string?)body["token"] == "n-secret" ? TypedResults.Ok(Shown()) : TypedResults.NotFound();

    IResult Answer(JsonNode body)
    {
        if (_state != "confirmed") return TypedResults.Problem("Already used.", statusCode: 409);
        _answers.Enqueue(body);
        _state = (string)body["answer"]! == "accept" ? "accepted" : "declined";
        return TypedResults.Ok(Shown());
    }

    IResult Say(JsonNode body)
    {
        if ((string)body["timeZone"]! == "Macondo")
        {
            return TypedResults.Problem("See errors.", statusCode: 400,
                extensions: new Dictionary<string, object?> { ["errors"] = new { timeZone = new[] { "Give a time zone by its IANA name." } } });
        }
        _said.Enqueue(body);
        return TypedResults.Ok(Shown());
    }

    object InvitationShown() => new
    {
        consultation = "Puebla Process", session = new { en = "Skills" }, date = "2020-06-11", start = "2020-06-11T14:00:00Z", timeZone = "America/Costa_Rica",
        person = "Ana Souza", organisation = "Cuenca", deadline = "2020-06-01T22:00:00Z", state = _invitation, canAnswer = _invitation == "open" && !_isOver,
    };

    IResult ShowInvitation(JsonNode body) => (string?)body["token"] == "i-secret" ? TypedResults.Ok(InvitationShown()) : TypedResults.NotFound();

    IResult AnswerInvitation(JsonNode body)
    {
        if (_invitation != "open") return TypedResults.Problem("Already used.", statusCode: 409);
        _answers.Enqueue(body);
        _invitation = (string)body["answer"]! == "accept" ? "accepted" : "declined";
        return TypedResults.Ok(InvitationShown());
    }

    [GeneratedRegex("(href|src)=\"[^\"]*\"")]
    private static partial Regex Links();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Field();
}
