namespace MayorsMechanism.Consultations.Tests;

/// <summary>How far a session has come.</summary>
public sealed class SessionStateTests(ConsultationsService service)
{
    [Fact]
    public async Task A_session_is_confirmed_then_held_and_not_cancelled_after_that()
    {
        var session = await service.NewSessionAsync(body: ToBeHeld(DateTime.UtcNow));
        (await service.Secretariat.PostAsync($"{session.Location}/hold", ifMatch: session.ETag)).Rule.ShouldBe("session-state");

        var held = await service.GoAsync(await service.GoAsync(session, "confirm"), "hold");

        held.Text("state").ShouldBe("held");
        foreach (var verb in (string[])["confirm", "hold", "cancel"])
        {
            (await service.Secretariat.PostAsync($"{session.Location}/{verb}", ifMatch: held.ETag)).Rule.ShouldBe("session-state", verb);
        }
    }

    [Fact]
    public async Task A_session_of_the_past_is_held_at_once_and_one_to_come_not_yet()
    {
        var past = await service.NewSessionAsync();
        var ahead = await service.GoAsync(await service.NewSessionAsync(body: ToBeHeld(DateTime.UtcNow.AddDays(2))), "confirm");

        (await service.GoAsync(past, "hold")).Text("state").ShouldBe("held");
        (await service.Secretariat.PostAsync($"{ConsultationsService.PathOf(ahead)}/hold", ifMatch: ahead.ETag)).Rule.ShouldBe("session-ahead");
    }

    [Fact]
    public async Task What_was_held_is_not_moved_to_a_day_to_come()
    {
        var held = await service.GoAsync(await service.NewSessionAsync(), "hold");

        (await service.Secretariat.PatchAsync(ConsultationsService.PathOf(held), new { date = "2090-06-11", start = (string?)null }, held.ETag)).Rule.ShouldBe("session-ahead");
        (await service.Secretariat.PatchAsync(ConsultationsService.PathOf(held), new { date = "2020-06-12", start = (string?)null }, held.ETag)).Code.ShouldBe(200);
    }

    [Fact]
    public async Task The_day_of_a_session_begins_where_it_is_held()
    {
        // Kiritimati is fourteen hours ahead: its tomorrow has come for the greater part of our day.
        var day = DateTime.UtcNow.AddHours(14);
        var session = await service.GoAsync(await service.NewSessionAsync(body: ToBeHeld(day, "Pacific/Kiritimati")), "confirm");

        (await service.GoAsync(session, "hold")).Text("state").ShouldBe("held");
    }

    static object ToBeHeld(DateTime day, string timeZone = "UTC") =>
        new { kind = "thematic", date = DateOnly.FromDateTime(day), title = new { en = "x" }, timeZone };
}
