namespace MayorsMechanism.Console.Tests;

/// <summary>Seating people in a session, by forms.</summary>
public sealed class SessionTests : IClassFixture<ConsoleApp>
{
    static readonly string Page = $"/sessions/{Sample.Skills}";

    readonly ConsoleApp _app;

    public SessionTests(ConsoleApp app)
    {
        _app = app;
        app.Gateway.FillWithSample();
    }

    [Fact]
    public async Task It_tells_when_on_the_clocks_of_the_session_and_who_in_which_state()
    {
        using var browser = _app.Browser(language: "es");

        var page = await browser.ReadTextAsync(Page);

        page.ShouldContain("Competencias para el empleo");
        page.ShouldContain("11 jun 2020 08:00–09:30, America/Costa Rica");
        page.ShouldContain("Lucía Fernández Prieto Head of the Office for Labour Intermediation Municipality of La Pintana Propuesta Suplente n.º 1");
        page.ShouldContain("Rosmery Acarapi Secretary of Social Development La Paz Declinada “Travelling that week”");
        page.ShouldContain("La puerta es la misma para quien llega y para quien ya estaba. Nelson Fernández, Mercociudades · puede nombrarse");
        page.ShouldContain("We pay the fees of the course. Alguien cuyos datos se suprimieron · solo puede nombrarse la organización");
    }

    [Fact]
    public async Task Each_nomination_offers_only_the_steps_that_it_allows()
    {
        using var browser = _app.Browser();

        var rows = (await browser.ReadAsync(Page)).Split("<tr role=\"row\">").Skip(2);

        string[] values = ["confirm", "accept", "decline", "withdraw", "attend", "absent"];
        rows.Select(row => string.Join(' ', values.Where(value => row.Split("</tr>")[0].Contains($"value=\"{value}\""))))
            .ShouldBe(["confirm withdraw", "accept decline withdraw attend absent", "withdraw attend absent", ""]);
    }

    [Theory]
    [InlineData("confirm", "proposed", "The nomination is confirmed.")]
    [InlineData("accept", "confirmed", "The acceptance is recorded.")]
    [InlineData("decline", "confirmed", "The refusal is recorded.")]
    [InlineData("attend", "confirmed", "The attendance is recorded.")]
    [InlineData("absent", "confirmed", "The absence is recorded.")]
    public async Task A_step_is_sent_with_the_version_that_was_seen_and_its_success_told(string step, string before, string said)
    {
        var id = before == "proposed" ? Sample.Proposed : Sample.Confirmed;
        _app.Gateway.Gives($"POST /api/v1/nominations/{id}/{step}", new { id, version = 3 });
        using var browser = _app.Browser();
        (string, string)[] filled = step == "decline" ? [("Change.Reason", " On leave ")] : [];

        var (page, address) = await browser.SendAsync(Page, "nominee", step, filled);

        page.ShouldContain(said);
        address.ShouldBe($"{Page}?done=nominee-{step}#nominees");
        var sent = _app.Gateway.Changes.ShouldHaveSingleItem();
        (sent.Path, sent.IfMatch, sent.Authorization).ShouldBe(($"/api/v1/nominations/{id}/{step}", "\"2\"", "Bearer token-of-officer"));
        ((string?)sent.Body?["reason"]).ShouldBe(step == "decline" ? "On leave" : null);
    }

    [Fact]
    public async Task A_refusal_is_shown_in_the_words_of_the_API_and_the_page_stays()
    {
        _app.Gateway.Refuses($"POST /api/v1/nominations/{Sample.Proposed}/confirm", 409, "All seats of the session are taken; it has 3.");
        using var browser = _app.Browser();

        var (page, address) = await browser.SendAsync(Page, "nominee", "confirm");

        page.ShouldContain("All seats of the session are taken; it has 3.");
        page.ShouldContain("Lucía Fernández Prieto");
        address.ShouldBe(Page);
    }

    [Fact]
    public async Task A_step_that_is_not_offered_any_more_still_gets_the_answer_of_the_API()
    {
        using var browser = _app.Browser();
        var fields = Browser.FieldsOf(Form(await browser.ReadAsync(Page), "confirm"), "confirm");
        _app.Gateway.Lists($"/api/v1/sessions/{Sample.Skills}/nominations");
        _app.Gateway.Refuses($"POST /api/v1/nominations/{Sample.Proposed}/confirm", 412, "Somebody changed the record since you read it.");

        var (page, _) = await browser.SendAsync(Page, fields);

        page.ShouldContain("Somebody changed the record since you read it.");
    }

    [Fact]
    public async Task A_made_up_step_is_not_sent()
    {
        using var browser = _app.Browser();
        var fields = Browser.FieldsOf(Form(await browser.ReadAsync(Page), "confirm"), "../../../staff");

        await browser.SendAsync(Page, fields);

        _app.Gateway.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_form_from_elsewhere_is_refused_with_a_page()
    {
        using var browser = _app.Browser();
        var fields = Browser.FieldsOf(Form(await browser.ReadAsync(Page), "confirm"), "confirm");
        fields["__RequestVerificationToken"] = "forged";

        var (page, _) = await browser.SendAsync(Page, fields);

        page.ShouldContain("This form is too old");
        _app.Gateway.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_session_itself_goes_on_with_its_version()
    {
        _app.Gateway.Gives($"POST /api/v1/sessions/{Sample.Skills}/hold", new { id = Sample.Skills, title = new { en = "x" }, languages = Array.Empty<string>() });
        using var browser = _app.Browser();

        var (page, _) = await browser.SendAsync(Page, "session", "hold");

        _app.Gateway.Changes.ShouldHaveSingleItem(page).IfMatch.ShouldBe("\"5\"");
        page.ShouldContain("It is recorded that the session was held.");
    }

    [Theory]
    [InlineData("en", "Nobody is told and no nomination is withdrawn until the schedule is released.")]
    [InlineData("es", "Hasta que se publique el calendario, no se avisa a nadie ni se retira ninguna candidatura.")]
    [InlineData("fr", "Tant que le calendrier n’est pas publié, personne n’est prévenu et aucune candidature n’est retirée.")]
    [InlineData("pt", "Enquanto o calendário não for publicado, ninguém é avisado e nenhuma indicação é retirada.")]
    public async Task Cancelling_promises_only_what_happens_before_a_release(string language, string said)
    {
        _app.Gateway.Gives($"POST /api/v1/sessions/{Sample.Skills}/cancel", new { id = Sample.Skills, title = new { en = "x" }, languages = Array.Empty<string>() });
        using var browser = _app.Browser(language: language);

        var (page, _) = await browser.SendAsync(Page, "session", "cancel");

        page.ShouldContain(said);
    }

    [Fact]
    public async Task Outcomes_that_do_not_answer_leave_the_rest_of_the_page()
    {
        _app.Gateway.Refuses($"GET /api/v1/key-messages?sessionId={Sample.Skills}&limit=200", 503, "The service is busy or restarting.");
        using var browser = _app.Browser();

        var page = await browser.ReadTextAsync(Page);

        page.ShouldContain("The service is busy or restarting.");
        page.ShouldContain("Lucía Fernández Prieto");
    }

    [Fact]
    public async Task A_long_list_is_read_page_by_page()
    {
        var nominees = $"/api/v1/sessions/{Sample.Skills}/nominations";
        _app.Gateway.Gives($"GET {nominees}?limit=100", new { items = new[] { new { id = Sample.Proposed, person = "Lucía Fernández", state = "proposed" } }, next = "c/2=" });
        using var browser = _app.Browser();

        (await browser.ReadAsync(Page)).Split("rel=\"next\"")[1].ShouldStartWith($" href=\"{Page}?after=c%2F2%3D\"");
        var second = await browser.ReadAsync($"{Page}?after=c%2F2%3D");

        second.ShouldContain($"<a href=\"{Page}\">First page</a>");
        second.ShouldNotContain("rel=\"next\"");
        _app.Gateway.Reads.ShouldContain(read => read.Path == nominees && read.Query == "?limit=100&after=c%2F2%3D");
    }

    static string Form(string page, string button) => page.Split("<form").First(form => form.Contains($"value=\"{button}\"")).Split("</form>")[0];
}
