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

    readonly ConcurrentQueue<JsonNode> _answers = new();
    WebApplication _gateway = null!;
    WebApplicationFactory<ConsoleDbContext> _console = null!;
    string _state = "confirmed";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _gateway = builder.Build();
        _gateway.Urls.Add("http://127.0.0.1:0");
        _gateway.MapPost("/api/v1/nominations/link", Show);
        _gateway.MapPost("/api/v1/nominations/link/answer", Answer);
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

    static async Task<string> ReadAsync(HttpClient browser, string language)
    {
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        return WebUtility.HtmlDecode(await browser.GetStringAsync(Page, Token));
    }

    static async Task<string> SendAsync(HttpClient browser, Dictionary<string, string> form)
    {
        using var answer = await browser.PostAsync(Page, new FormUrlEncodedContent(form), Token);
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
    };

    IResult Show(JsonNode body) => (string?)body["token"] == "n-secret" ? TypedResults.Ok(Shown()) : TypedResults.NotFound();

    IResult Answer(JsonNode body)
    {
        if (_state != "confirmed") return TypedResults.Problem("Already used.", statusCode: 409);
        _answers.Enqueue(body);
        _state = (string)body["answer"]! == "accept" ? "accepted" : "declined";
        return TypedResults.Ok(Shown());
    }

    [GeneratedRegex("(href|src)=\"[^\"]*\"")]
    private static partial Regex Links();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Field();
}
