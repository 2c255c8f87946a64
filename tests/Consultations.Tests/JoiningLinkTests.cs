using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Where to join a session is for those who take part.</summary>
public sealed class JoiningLinkTests(ConsultationsService service)
{
    const string Link = "https://meet.example.org/j/8d1f";

    [Fact]
    public async Task Links_are_kept_by_language_and_no_session_shows_them()
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync();

        var put = await PutAsync(session, new { en = Link, es = Link + "-es" });

        put.Code.ShouldBe(200, put.ToString());
        var read = await service.Secretariat.GetAsync($"{session.Location}/joining-links");
        ((string)read.Body!["links"]!["es"]!, read.ETag).ShouldBe((Link + "-es", put.ETag));
        foreach (var path in (string[])[session.Location!, $"/api/v1/consultations/{session.Text("consultationId")}/sessions", "/api/v1/sessions?limit=200"])
        {
            (await service.Secretariat.GetAsync(path)).ToString().ShouldNotContain("meet.example.org", customMessage: path);
            (await network.Api.GetAsync(path)).ToString().ShouldNotContain("meet.example.org", customMessage: path);
        }
        (await network.Api.GetAsync($"{session.Location}/joining-links")).Code.ShouldBe(403);
        var id = Guid.Parse(session.Id);
        var told = await service.Elsewhere.HearAsync<SessionChanged>(s => s.Id == id && s.Version == 2);
        System.Text.Json.JsonSerializer.Serialize(told).ShouldNotContain("meet.example.org");
    }

    [Fact]
    public async Task A_change_of_the_session_keeps_them_and_none_takes_them_away()
    {
        var session = await service.NewSessionAsync();
        var put = await PutAsync(session, new { en = Link });

        var patched = await service.Secretariat.PatchAsync(session.Location!, new { seats = 5 }, put.ETag);

        (await LinksAsync(session)).ShouldBe(["en"]);
        (await service.Secretariat.SendAsync(HttpMethod.Put, $"{session.Location}/joining-links", new { links = new { } }, ("If-Match", patched.ETag))).Code.ShouldBe(200);
        (await LinksAsync(session)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{ "en": "http://meet.example.org/j" }""")]
    [InlineData("""{ "en": "javascript:alert(1)" }""")]
    [InlineData("""{ "en": "https://user:secret@meet.example.org" }""")]
    [InlineData("""{ "en": "/j/8d1f" }""")]
    [InlineData("""{ "english": "https://meet.example.org/j" }""")]
    [InlineData("""{ "en": null }""")]
    public async Task Only_addresses_that_are_safe_to_open_are_taken(string links)
    {
        var session = await service.NewSessionAsync();

        var answer = await service.Secretariat.SendAsync(HttpMethod.Put, $"{session.Location}/joining-links", $$"""{ "links": {{links}} }""", ("If-Match", session.ETag));

        answer.Code.ShouldBe(400, answer.ToString());
        answer.Body!["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe("links");
    }

    [Fact]
    public async Task A_cancelled_session_has_nothing_to_join()
    {
        var cancelled = await service.GoAsync(await service.NewSessionAsync(), "cancel");

        (await service.Secretariat.SendAsync(HttpMethod.Put, $"/api/v1/sessions/{cancelled.Id}/joining-links", new { links = new { en = Link } }, ("If-Match", cancelled.ETag)))
            .Rule.ShouldBe("session-state");
    }

    Task<ApiAnswer> PutAsync(ApiAnswer session, object links) =>
        service.Secretariat.SendAsync(HttpMethod.Put, $"{session.Location}/joining-links", new { links }, ("If-Match", session.ETag));

    async Task<IEnumerable<string>> LinksAsync(ApiAnswer session) =>
        (await service.Secretariat.GetAsync($"{session.Location}/joining-links")).Body!["links"]!.AsObject().Select(link => link.Key);
}
