using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Turns to speak, when people can come, and who came.</summary>
public sealed class SpeakingTests(ConsultationsService service)
{
    [Fact]
    public async Task Turns_are_listed_in_their_order_each_place_and_each_speaker_once()
    {
        var session = await service.NewSessionAsync();
        var (first, second) = (await SeatAsync(session), await SeatAsync(session));
        await AddAsync(session, second, 2);
        var slot = await AddAsync(session, first, 1);

        (await service.Secretariat.GetAsync($"{session.Location}/slots")).Items.Select(s => $"{s!["nominationId"]}").ShouldBe([first.Id, second.Id]);
        (await TryAsync(session, await SeatAsync(session), 2)).Rule.ShouldBe("slot-order-taken");
        (await TryAsync(session, first, 3)).Rule.ShouldBe("speaks-already");
        (await TryAsync(await service.NewSessionAsync(), first, 1)).Body!["errors"]!["nominationId"].ShouldNotBeNull();
        var used = await service.Secretariat.PatchAsync(slot.Location!, new { minutesUsed = 9 }, slot.ETag);
        ((int)used.Body!["minutesPlanned"]!, (int)used.Body["minutesUsed"]!).ShouldBe((7, 9));
        (await service.Secretariat.DeleteAsync(slot.Location!, used.ETag)).Code.ShouldBe(204);
    }

    [Fact]
    public async Task A_network_sees_the_turns_of_its_own_and_gives_none()
    {
        var network = await service.NewNetworkAsync();
        var session = await service.NewSessionAsync();
        var (_, mayor) = await service.NewMayorAsync(network.Id);
        var own = await AddAsync(session, await service.GoAsync(await ConsultationsService.Created(ConsultationsService.ProposeAsync(network.Api, session, mayor)), "confirm"), 1);
        var theirs = await AddAsync(session, await SeatAsync(session), 2);
        var writes = service.Client(TestTokens.Network(network.Id, "consultations:read", "consultations:write", "nominations:write"));

        (await writes.GetAsync($"{session.Location}/slots")).Items.ShouldHaveSingleItem()!["id"]!.ToString().ShouldBe(own.Id);
        (await writes.GetAsync(theirs.Location!)).Code.ShouldBe(404);
        (await writes.PostAsync($"{session.Location}/slots", new { nominationId = own.Text("nominationId"), order = 3, minutesPlanned = 1 })).Code.ShouldBe(403);
        (await writes.PatchAsync(own.Location!, new { order = 3 }, own.ETag)).Code.ShouldBe(403);
        (await writes.DeleteAsync(own.Location!, own.ETag)).Code.ShouldBe(403);
    }

    [Fact]
    public async Task Who_can_come_when_is_entered_by_the_networks_of_the_person_once_for_a_consultation()
    {
        var (own, other) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var (_, mayor) = await service.NewMayorAsync(own.Id);
        var path = $"/api/v1/consultations/{(await service.NewConsultationAsync()).Id}/availabilities";
        object Body(string from, string to) => new { personId = mayor.Id, timeZone = "America/Bogota", intervals = new[] { new { from, to } } };

        var entered = await ConsultationsService.Created(own.Api.PostAsync(path, Body("2020-06-11T12:00:00Z", "2020-06-11T17:00:00Z")));

        (await own.Api.GetAsync(path)).Items.Count.ShouldBe(1);
        (await other.Api.GetAsync(path)).Items.Count.ShouldBe(0);
        (await other.Api.GetAsync(entered.Location!)).Code.ShouldBe(404);
        (await other.Api.PostAsync(path, Body("2020-06-11T12:00:00Z", "2020-06-11T17:00:00Z"))).Rule.ShouldBe("reference-not-yet-known");
        (await other.Api.PatchAsync(entered.Location!, new { timeZone = "UTC" }, entered.ETag)).Code.ShouldBe(404);
        (await other.Api.DeleteAsync(entered.Location!, entered.ETag)).Code.ShouldBe(404);
        (await own.Api.PostAsync(path, Body("2020-06-11T12:00:00Z", "2020-06-11T17:00:00Z"))).Rule.ShouldBe("availability-known");
        (await own.Api.PatchAsync(entered.Location!, Body("2020-06-11T12:00:00Z", "2020-06-11T12:00:00Z"), entered.ETag)).Body!["errors"]!["intervals"].ShouldNotBeNull();
        (await own.Api.DeleteAsync(entered.Location!, entered.ETag)).Code.ShouldBe(204);
    }

    [Fact]
    public async Task Attendance_is_told_in_numbers_with_the_minutes_planned_and_used()
    {
        var session = await service.NewSessionAsync(seats: 5);
        var speaker = await AddAsync(session, await service.GoAsync(await SeatAsync(session), "attend"), 1);
        await service.Secretariat.PatchAsync(speaker.Location!, new { minutesUsed = 12 }, speaker.ETag);
        await service.GoAsync(await SeatAsync(session), "absent");
        await service.GoAsync(await SeatAsync(session), "accept");
        await service.GoAsync(await SeatAsync(session), "decline");
        await SeatAsync(session);

        var figures = (await service.Secretariat.GetAsync($"/api/v1/consultations/{session.Text("consultationId")}/attendance")).Body!["sessions"]!.AsArray().ShouldHaveSingleItem()!;

        string.Join(' ', new[] { "seats", "proposed", "unanswered", "accepted", "declined", "withdrawn", "attended", "absent", "minutesPlanned", "minutesUsed" }
            .Select(name => $"{figures[name]}")).ShouldBe("5 0 1 1 1 0 1 1 7 12");
        (await (await service.NewNetworkAsync()).Api.GetAsync($"{session.Location}/attendance")).Body!["attended"]!.GetValue<int>().ShouldBe(0);
    }

    async Task<ApiAnswer> SeatAsync(ApiAnswer session) => await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor);

    Task<ApiAnswer> AddAsync(ApiAnswer session, ApiAnswer nomination, int order) => ConsultationsService.Created(TryAsync(session, nomination, order));

    Task<ApiAnswer> TryAsync(ApiAnswer session, ApiAnswer nomination, int order) =>
        service.Secretariat.PostAsync($"{session.Location}/slots", new { nominationId = nomination.Id, order, minutesPlanned = 7 });
}
