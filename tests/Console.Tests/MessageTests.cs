using System.Text.Json.Nodes;

namespace MayorsMechanism.Console.Tests;

/// <summary>Writing key messages, one language at a time.</summary>
public sealed class MessageTests : IClassFixture<ConsoleApp>
{
    static readonly string New = $"/messages/new?session={Sample.Skills}";
    static readonly string Change = $"/messages/{Sample.Message}";

    readonly ConsoleApp _app;

    public MessageTests(ConsoleApp app)
    {
        _app = app;
        app.Gateway.FillWithSample();
    }

    [Fact]
    public async Task A_new_one_is_sent_in_its_language_with_its_points_and_leads_back_to_the_session()
    {
        _app.Gateway.Gives("POST /api/v1/key-messages", Sample.MessageOf(), 201);
        using var browser = _app.Browser();

        var (page, address) = await browser.SendAsync($"{New}&language=es", "message", null,
            ("Draft.Lead", " Una ventanilla "), ("Draft.Body", ""), ("Draft.Points", "Uno\r\nDos\r\n"));

        page.ShouldContain("The message is saved.");
        address.ShouldBe($"/sessions/{Sample.Skills}?done=message-saved#messages");
        var sent = _app.Gateway.Changes.ShouldHaveSingleItem();
        JsonNode.DeepEquals(sent.Body, JsonNode.Parse($$"""
            { "consultationId": "{{Sample.Consultation}}", "placement": { "sessionId": "{{Sample.Skills}}" },
              "lead": { "es": "Una ventanilla" }, "body": null, "points": [{ "es": "Uno" }, { "es": "Dos" }], "backing": [] }
            """)).ShouldBeTrue(sent.Body!.ToJsonString());
    }

    [Fact]
    public async Task The_same_form_sent_twice_carries_the_same_key()
    {
        _app.Gateway.Gives("POST /api/v1/key-messages", Sample.MessageOf(), 201);
        using var browser = _app.Browser();
        var fields = Browser.FieldsOf((await browser.ReadAsync(New)).Split("<form").Single(form => form.Contains("<textarea")), null, ("Draft.Lead", "Once"));

        await browser.SendAsync(New, fields);
        await browser.SendAsync(New, fields);
        await browser.SendAsync(New, "message", null, ("Draft.Lead", "Another"));

        var keys = _app.Gateway.Changes.Select(sent => sent.Key).ToArray();
        keys[0].ShouldNotBeEmpty();
        (keys[0] == keys[1], keys[1] == keys[2]).ShouldBe((true, false));
    }

    [Fact]
    public async Task One_that_cuts_across_is_placed_under_its_category()
    {
        _app.Gateway.Gives("POST /api/v1/key-messages", Sample.MessageOf(), 201);
        using var browser = _app.Browser();

        await browser.SendAsync($"/messages/new?consultation={Sample.Consultation}", "message", null, ("Draft.Lead", "A lead"), ("Draft.Category", "regional-cooperation"));

        _app.Gateway.Changes.ShouldHaveSingleItem().Body!["placement"]!.ToJsonString().ShouldBe("""{"category":"regional-cooperation"}""");
    }

    [Fact]
    public async Task A_change_touches_one_language_and_leaves_the_others()
    {
        _app.Gateway.Gives($"PATCH /api/v1/key-messages/{Sample.Message}", Sample.MessageOf());
        using var browser = _app.Browser();
        var shown = await browser.ReadTextAsync($"{Change}?language=es");
        shown.ShouldContain("As it stands in English Cities bring migrants and employers together They speak with companies");
        shown.ShouldContain("Primero, el consejo Luego, la formación");

        await browser.SendAsync($"{Change}?language=es", "message", null, ("Draft.Lead", "Otra idea"), ("Draft.Body", "Un texto"), ("Draft.Points", "Primero\n\nTercero"));

        var sent = _app.Gateway.Changes.ShouldHaveSingleItem();
        (sent.Method, sent.IfMatch).ShouldBe(("PATCH", "\"6\""));
        JsonNode.DeepEquals(sent.Body, JsonNode.Parse($$"""
            { "lead": { "es": "Otra idea" }, "body": { "es": "Un texto" }, "backing": [{ "contributionId": "{{Sample.Backing}}" }],
              "points": [{ "en": "Advice comes first", "es": "Primero" }, { "en": "Training follows" }, { "es": "Tercero" }] }
            """)).ShouldBeTrue(sent.Body!.ToJsonString());
    }

    [Fact]
    public async Task Emptied_in_its_only_language_the_text_goes()
    {
        _app.Gateway.Gives($"PATCH /api/v1/key-messages/{Sample.Message}", Sample.MessageOf());
        using var browser = _app.Browser();

        await browser.SendAsync($"{Change}?language=en", "message", null, ("Draft.Body", " "), ("Draft.Points", ""));

        var sent = _app.Gateway.Changes.ShouldHaveSingleItem().Body!;
        sent.AsObject().ContainsKey("body").ShouldBeTrue();
        sent["body"].ShouldBeNull();
        JsonNode.DeepEquals(sent["points"], JsonNode.Parse("""[{ "es": "Primero, el consejo" }, { "es": "Luego, la formación" }]""")).ShouldBeTrue(sent.ToJsonString());
    }

    [Fact]
    public async Task It_rests_on_the_contributions_that_were_ticked()
    {
        _app.Gateway.Gives($"PATCH /api/v1/key-messages/{Sample.Message}", Sample.MessageOf());
        using var browser = _app.Browser();
        var form = (await browser.ReadAsync(Change)).Split("<form").Single(each => each.Contains("<textarea"));
        var fields = Browser.FieldsOf(form, null).Append(new("Draft.Backing", $"{Sample.Other}")).ToList();

        await browser.SendAsync(Change, fields);
        fields.RemoveAll(field => field.Key == "Draft.Backing");
        await browser.SendAsync(Change, fields);

        _app.Gateway.Changes.Select(sent => sent.Body!["backing"]!.ToJsonString()).ShouldBe(
            [$$"""[{"contributionId":"{{Sample.Backing}}"},{"contributionId":"{{Sample.Other}}"}]""", "[]"]);
    }

    [Fact]
    public async Task What_it_rests_on_stays_when_there_was_nothing_to_choose_from()
    {
        _app.Gateway.Refuses("GET /api/v1/contributions", 503, "The service is busy or restarting.");
        _app.Gateway.Gives($"PATCH /api/v1/key-messages/{Sample.Message}", Sample.MessageOf());
        using var browser = _app.Browser();

        await browser.SendAsync(Change, "message", null, ("Draft.Lead", "Another"));

        _app.Gateway.Changes.ShouldHaveSingleItem().Body!.AsObject().ContainsKey("backing").ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_wrong_is_named_by_its_field_and_nothing_written_is_lost()
    {
        _app.Gateway.Refuses("POST /api/v1/key-messages", 400, "See errors.", new Dictionary<string, string[]> { ["points[1].en"] = ["Give 1 to 500 characters."] });
        using var browser = _app.Browser();

        var (page, _) = await browser.SendAsync(New, "message", null, ("Draft.Lead", "A lead that stays"), ("Draft.Points", "One\nTwo"));

        page.ShouldContain("Points : Give 1 to 500 characters.");
        page.ShouldContain("A lead that stays");
        page.ShouldContain("One Two");
    }

    [Fact]
    public async Task After_somebody_else_s_change_both_are_shown_and_the_next_try_is_of_the_newest_version()
    {
        using var browser = _app.Browser();
        var fields = Browser.FieldsOf((await browser.ReadAsync($"{Change}?language=en")).Split("<form").Single(form => form.Contains("<textarea")), null, ("Draft.Lead", "Mine"));
        fields["Draft.Version"] = "5";
        _app.Gateway.Refuses($"PATCH /api/v1/key-messages/{Sample.Message}", 412, "Somebody changed the record since you read it.");

        var (page, _) = await browser.SendAsync($"{Change}?language=en", fields);

        page.ShouldContain("Somebody changed the record since you read it.");
        page.ShouldContain("As it stands in English Cities bring migrants and employers together");
        page.ShouldContain("Mine");
        _app.Gateway.Changes.ShouldHaveSingleItem().IfMatch.ShouldBe("\"5\"");
    }
}
