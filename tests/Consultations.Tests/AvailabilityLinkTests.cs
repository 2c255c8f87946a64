using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>A representative says by the link in the letter when they can come.</summary>
public sealed class AvailabilityLinkTests(ConsultationsService service)
{
    const string Path = "/api/v1/nominations/link";

    readonly ApiClient _anyone = service.Client(null);

    [Fact]
    public async Task It_is_entered_by_the_person_also_after_the_answer_and_as_often_as_they_like()
    {
        var (nomination, mayor, token) = await SeatAsync();
        (await _anyone.PostAsync(Path, new { token })).Body!["availability"].ShouldBeNull();
        (await _anyone.PostAsync($"{Path}/answer", new { token, answer = "accept" })).Code.ShouldBe(200);

        var said = await SayAsync(token, "Europe/Lisbon", ("2020-06-11T13:00:00Z", "2020-06-11T18:00:00Z"), ("2020-06-11T09:00:00Z", "2020-06-11T10:00:00Z"));
        (await SayAsync(token, "Europe/Madrid")).Code.ShouldBe(200);

        (said.Code, (string)said.Body!["availability"]!["timeZone"]!, (bool)said.Body["canSayWhen"]!).ShouldBe((200, "Europe/Lisbon", true));
        said.Body["availability"]!["intervals"]!.AsArray().Select(interval => $"{interval!["from"]}").ShouldBe(["2020-06-11T09:00:00Z", "2020-06-11T13:00:00Z"]);
        var entered = (await ListAsync(nomination)).ShouldHaveSingleItem()!;
        ($"{entered["personId"]}", $"{entered["timeZone"]}", (bool)entered["byPerson"]!, entered["enteredBy"]).ShouldBe(($"{mayor.Id}", "Europe/Madrid", true, null));
        var id = Guid.Parse($"{entered["id"]}");
        (await service.ReadAsync(db => db.History.Where(entry => entry.RecordId == id).Select(entry => entry.Actor).Distinct().ToListAsync()))
            .ShouldBe([$"person:{mayor.Id}"]);
    }

    [Fact]
    public async Task What_a_network_entered_is_shown_and_gives_way_and_a_later_change_by_others_is_theirs()
    {
        var network = await service.NewNetworkAsync();
        var (nomination, mayor, token) = await SeatAsync(network.Id);
        var consultation = (await service.Secretariat.GetAsync($"/api/v1/sessions/{nomination.Text("sessionId")}")).Text("consultationId");
        var entered = await ConsultationsService.Created(network.Api.PostAsync($"/api/v1/consultations/{consultation}/availabilities",
            new { personId = mayor.Id, timeZone = "America/Bogota" }));
        ((string)(await _anyone.PostAsync(Path, new { token })).Body!["availability"]!["timeZone"]!).ShouldBe("America/Bogota");

        (await SayAsync(token, "Europe/Lisbon")).Code.ShouldBe(200);

        var own = await network.Api.GetAsync(entered.Location!);
        (own.Text("timeZone"), (bool)own.Body!["byPerson"]!, own.Body["enteredBy"]).ShouldBe(("Europe/Lisbon", true, null));
        var changed = await network.Api.PatchAsync(entered.Location!, new { timeZone = "America/Lima" }, own.ETag);
        ((bool)changed.Body!["byPerson"]!, changed.Text("enteredBy")).ShouldBe((false, $"{network.Id}"));
    }

    [Fact]
    public async Task A_seat_that_is_gone_and_an_expired_link_take_nothing()
    {
        var (nomination, mayor, token) = await SeatAsync();
        var expired = await LinkTests.IssueAsync(service, LinkTests.NewToken(), nomination, mayor, DateTimeOffset.UtcNow.AddSeconds(-1));
        (await SayAsync(expired, "Europe/Lisbon")).Rule.ShouldBe("link-expired");
        (await SayAsync("n-", "Europe/Lisbon")).Code.ShouldBe(404);
        await service.GoAsync(nomination, "withdraw");

        (await SayAsync(token, "Europe/Lisbon")).Rule.ShouldBe("nomination-state");
        ((bool)(await _anyone.PostAsync(Path, new { token })).Body!["canSayWhen"]!).ShouldBeFalse();
        (await ListAsync(nomination)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_zone_that_is_none_and_times_that_cross_are_refused()
    {
        var (_, _, token) = await SeatAsync();

        (await SayAsync(token, "Macondo")).Body!["errors"]!["timeZone"].ShouldNotBeNull();
        (await SayAsync(token, "Europe/Lisbon", ("2020-06-11T13:00:00Z", "2020-06-11T13:00:00Z"))).Body!["errors"]!["intervals"].ShouldNotBeNull();
        (await SayAsync(token, "Europe/Lisbon", ("2020-06-11T13:00:00Z", "2020-06-11T15:00:00Z"), ("2020-06-11T14:00:00Z", "2020-06-11T16:00:00Z")))
            .Body!["errors"]!["intervals"].ShouldNotBeNull();
    }

    Task<ApiAnswer> SayAsync(string token, string timeZone, params (string From, string To)[] intervals) => _anyone.PostAsync($"{Path}/availability",
        new { token, timeZone, intervals = intervals.Select(interval => new { from = interval.From, to = interval.To }) });

    async Task<IReadOnlyList<System.Text.Json.Nodes.JsonNode?>> ListAsync(ApiAnswer nomination)
    {
        var session = await service.Secretariat.GetAsync($"/api/v1/sessions/{nomination.Text("sessionId")}");
        return [.. (await service.Secretariat.GetAsync($"/api/v1/consultations/{session.Text("consultationId")}/availabilities")).Items];
    }

    async Task<(ApiAnswer Nomination, PersonChanged Mayor, string Token)> SeatAsync(Guid? network = null)
    {
        var (_, mayor) = await service.NewMayorAsync(network);
        var nomination = await service.NewConfirmedAsync(await service.NewSessionAsync(), mayor);
        return (nomination, mayor, await LinkTests.IssueAsync(service, LinkTests.NewToken(), nomination, mayor));
    }
}
