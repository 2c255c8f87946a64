using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Console.Tests;

/// <summary>What holds for every page.</summary>
public sealed partial class PageTests : IClassFixture<ConsoleApp>
{
    public static readonly TheoryData<string> Pages =
    [
        "/", "/consultations", $"/consultations/{Sample.Consultation}", $"/sessions/{Sample.Skills}", $"/sessions/{Sample.Plenary}",
        $"/messages/{Sample.Message}", $"/messages/new?session={Sample.Skills}", $"/messages/new?consultation={Sample.Consultation}",
        "/papers", $"/papers/{Sample.Paper}", "/organisations/unverified", "/read", $"/read/{Sample.Paper}",
    ];

    readonly ConsoleApp _app;

    public PageTests(ConsoleApp app)
    {
        _app = app;
        app.Gateway.FillWithSample();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task It_is_drawn_whole_in_every_language_without_script(string path)
    {
        foreach (var language in Text.Languages)
        {
            using var browser = _app.Browser(language: language);
            var page = await browser.ReadAsync(path);

            page.ShouldContain($"<html lang=\"{language}\">");
            page.ShouldContain("</html>");
            page.ShouldNotContain("<script");
            page.ShouldNotContain("Nothing was prepared");
            page.ShouldNotContain("role=\"alert\"");
            var said = Browser.TextOf(page);
            said.Split(' ').Where(word => Code().IsMatch(word) && word is not ("cross-cutting" or "palavra-passe" or "aprovam-no")).ShouldBeEmpty("a text's code where its text should be");
        }
        _app.Gateway.Reads.Select(read => read.Language).Distinct().Order().ShouldBe(Text.Languages);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task What_the_API_gives_is_text_and_never_markup(string path)
    {
        const string evil = "<script>evil()</script>\"'><img src=x onerror=evil()>";
        _app.Gateway.Rewrite(body => WithEvil(body, evil));
        using var browser = _app.Browser();

        var page = await browser.ReadAsync(path);

        page.ShouldContain("&lt;script&gt;evil()");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("<img");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Only_what_is_published_is_shown_to_who_is_not_signed_in(string path)
    {
        using var browser = _app.Browser(role: null);
        var isPublic = path.StartsWith("/read", StringComparison.Ordinal);

        await browser.ReadAsync(path, isPublic ? HttpStatusCode.OK : HttpStatusCode.Redirect);

        _app.Gateway.Reads.ShouldAllBe(read => isPublic && read.Path.StartsWith("/public/") && read.Authorization == "");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Who_may_change_nothing_is_shown_no_form(string path)
    {
        using var browser = _app.Browser(role: "auditor");
        if (path.StartsWith("/messages", StringComparison.Ordinal)) return; // Pages that are forms; no link leads an auditor there.

        var page = await browser.ReadAsync(path);

        page.Split("name=\"_handler\" value=\"").Skip(1).Select(form => form.Split('"')[0]).ShouldBe(["sign-out"]);
    }

    [Fact]
    public void Every_text_is_said_in_four_languages()
    {
        var text = _app.Services.GetRequiredService<Text>();
        foreach (var code in text.Codes)
        {
            Text.Languages.Select(language => text.Say(language, code, "a", "b")).ShouldAllBe(said => said.Length > 0 && !said.Contains('{'), code);
        }
    }

    [GeneratedRegex("^[a-z]+(-[a-z]+)+$")]
    private static partial Regex Code();

    /// <summary>Into every text that people write, and into none that the system does.</summary>
    static JsonNode WithEvil(JsonNode node, string evil, string name = "")
    {
        string[] written = ["name", "term", "place", "objectives", "person", "title", "organisation", "reason", "text", "lead", "body", "points", "consultation",
            "introduction", "mechanism", "themes", "hostProcess", "objective", "outputs", "participation", "structure", "wording", "affiliation", "en", "es", "pt"];
        return node switch
        {
            JsonObject record => new JsonObject(record.Select(member =>
                KeyValuePair.Create(member.Key, member.Value is null ? null : WithEvil(member.Value, evil, member.Key)))),
            JsonArray list => new JsonArray([.. list.Select(item => item is null ? null : WithEvil(item, evil, name))]),
            JsonValue value when written.Contains(name) && value.TryGetValue<string>(out var text) && text is not ("uclg" or "mmc" or "iom") => $"{text} {evil}",
            _ => node.DeepClone(),
        };
    }
}
