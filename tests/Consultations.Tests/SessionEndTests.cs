using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>What ends with a session: calls, invitations that wait for an answer, turns to speak.</summary>
public sealed class SessionEndTests(ConsultationsService service)
{
    [Fact]
    public async Task Cancelling_a_session_closes_its_calls_and_takes_back_invitations_that_wait_for_an_answer()
    {
        var session = await service.NewSessionAsync();
        var (called, open, answered) = (await CallAsync(session), await InviteAsync(session), await InviteAsync(session));
        await service.Secretariat.PostAsync($"{answered.Location}/accept", new { recorded = new { channel = "phone", date = "2020-01-01" } }, answered.ETag);

        await service.GoAsync(session, "cancel");

        var lapsed = await service.Secretariat.GetAsync(open.Location!);
        (lapsed.Text("state"), lapsed.Text("reason")).ShouldBe(("withdrawn", "session-cancelled"));
        (await service.Secretariat.GetAsync(answered.Location!)).Text("state").ShouldBe("accepted");
        var closed = await service.Secretariat.GetAsync(called.Location!);
        closed.Text("state").ShouldBe("closed");
        (await service.Secretariat.PostAsync($"{called.Location}/reopen", ifMatch: closed.ETag)).Rule.ShouldBe("session-over");
        (await TryInviteAsync(session)).Rule.ShouldBe("session-over");
        var id = Guid.Parse(open.Id);
        await service.Elsewhere.HearAsync<InvitationChanged>(i => i.Id == id && i.State == "withdrawn");
    }

    [Theory]
    [InlineData("attend")]
    [InlineData("absent")]
    public async Task A_session_that_somebody_came_to_or_was_missed_in_is_not_cancelled(string verb)
    {
        var session = await service.NewSessionAsync();
        await service.GoAsync(await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor), verb);

        (await service.Secretariat.PostAsync($"{session.Location}/cancel", ifMatch: "*")).Rule.ShouldBe("attendance-recorded");
    }

    [Fact]
    public async Task Nobody_is_reminded_of_a_session_that_is_over()
    {
        var session = await service.NewSessionAsync();
        var open = await InviteAsync(session);
        await service.GoAsync(session, "hold");

        var reminders = await service.Secretariat.PostAsync("/api/v1/invitations/reminders", new { ids = new[] { open.Id } });

        reminders.Body!["refused"]!.AsArray().ShouldHaveSingleItem()!["rule"]!.ToString().ShouldBe("session-over");
        ((int)(await service.Secretariat.GetAsync(open.Location!)).Body!["reminders"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_is_invited_or_has_accepted_is_told_of_the_release_that_moves_the_session_and_who_accepted_of_its_end()
    {
        var session = await service.NewSessionAsync();
        var (open, answered, other) = (await InviteAsync(session), await InviteAsync(session), await InviteAsync(session));
        await service.Secretariat.PostAsync($"{answered.Location}/accept", new { recorded = new { channel = "phone", date = "2020-01-01" } }, answered.ETag);
        await service.Secretariat.PostAsync($"{other.Location}/decline", new { recorded = new { channel = "phone", date = "2020-01-01" } }, other.ETag);
        await ReleaseAsync(session);
        (await service.Secretariat.PatchAsync(session.Location!, new { start = "2020-06-11T16:00:00Z" }, "*")).Code.ShouldBe(200);

        await ReleaseAsync(session);

        var later = new DateTimeOffset(2020, 6, 11, 16, 0, 0, TimeSpan.Zero);
        foreach (var each in new[] { open, answered }) await service.Elsewhere.HearAsync<InvitationChanged>(i => $"{i.Id}" == each.Id && i.Start == later);
        (await service.Secretariat.PostAsync($"{session.Location}/cancel", ifMatch: "*")).Code.ShouldBe(200);
        await ReleaseAsync(session);
        await service.Elsewhere.HearAsync<InvitationChanged>(i => $"{i.Id}" == answered.Id && i.State == "accepted" && i.SessionCancelled);
        service.Elsewhere.Heard<InvitationChanged>().ShouldNotContain(i => $"{i.Id}" == other.Id && i.Start == later);
    }

    [Fact]
    public async Task Of_a_session_that_was_released_they_end_with_the_release_that_cancels_it()
    {
        var session = await service.NewSessionAsync();
        var (called, open) = (await CallAsync(session), await InviteAsync(session));
        await ReleaseAsync(session);
        (await service.Secretariat.PostAsync($"{session.Location}/cancel", ifMatch: "*")).Code.ShouldBe(200);
        (await StateAsync(called), await StateAsync(open)).ShouldBe(("open", "open"));

        await ReleaseAsync(session);

        (await StateAsync(called), await StateAsync(open)).ShouldBe(("closed", "withdrawn"));
    }

    [Fact]
    public async Task A_session_that_was_held_calls_on_nobody_and_its_answers_are_still_recorded()
    {
        var session = await service.NewSessionAsync();
        var (called, open) = (await CallAsync(session), await InviteAsync(session));

        await service.GoAsync(session, "hold");

        (await StateAsync(called), await StateAsync(open)).ShouldBe(("closed", "open"));
    }

    [Fact]
    public async Task Inviting_to_a_session_that_is_cancelled_at_the_same_time_leaves_no_open_invitation()
    {
        foreach (var _ in Enumerable.Range(0, 10))
        {
            var session = await service.NewSessionAsync();
            var network = await service.NewNetworkAsync();
            var (invited, cancelled) = (TryInviteAsync(session, network), service.Secretariat.PostAsync($"{session.Location}/cancel", ifMatch: session.ETag));

            (await cancelled).Code.ShouldBe(200);
            var answer = await invited;
            if (answer.Code == 201) (await StateAsync(answer)).ShouldBe("withdrawn");
            else answer.Rule.ShouldBe("session-over");
        }
    }

    [Theory]
    [InlineData("decline")]
    [InlineData("withdraw")]
    public async Task The_turn_of_a_speaker_who_leaves_is_free_for_another(string verb)
    {
        var session = await service.NewSessionAsync();
        var (leaves, comes) = (await SeatAsync(session), await SeatAsync(session));
        var turn = await ConsultationsService.Created(SpeakAsync(session, leaves));
        (await SpeakAsync(session, comes)).Rule.ShouldBe("slot-order-taken");

        await service.GoAsync(leaves, verb);

        (await service.Secretariat.GetAsync(turn.Location!)).Code.ShouldBe(404);
        var attendance = (await service.Secretariat.GetAsync($"{session.Location}/attendance")).Body!;
        ((int)attendance["minutesPlanned"]!).ShouldBe(0);
        (await SpeakAsync(session, comes)).Code.ShouldBe(201);
    }

    [Fact]
    public async Task The_turn_of_somebody_who_is_erased_and_those_of_a_cancelled_session_are_gone()
    {
        var (session, cancelled) = (await service.NewSessionAsync(), await service.NewSessionAsync());
        var (_, mayor) = await service.NewMayorAsync();
        var erased = await ConsultationsService.Created(SpeakAsync(session, await service.NewConfirmedAsync(session, mayor)));
        var ended = await ConsultationsService.Created(SpeakAsync(cancelled, await SeatAsync(cancelled)));

        await service.Elsewhere.PublishAsync(new PersonErased { Id = mayor.Id, Version = 2 });
        await service.GoAsync(cancelled, "cancel");

        (await service.Secretariat.GetAsync(ended.Location!)).Code.ShouldBe(404);
        await Eventually.IsAsync(async () => (await service.Secretariat.GetAsync(erased.Location!)).Code == 404);
    }

    async Task<ApiAnswer> CallAsync(ApiAnswer session) => await ConsultationsService.Created(service.Secretariat.PostAsync(
        $"{session.Location}/calls", new { networkId = (await service.NewNetworkAsync()).Id, seats = 1, deadline = "2099-01-01T00:00:00Z" }));

    Task<ApiAnswer> InviteAsync(ApiAnswer session) => ConsultationsService.Created(TryInviteAsync(session));

    async Task<ApiAnswer> TryInviteAsync(ApiAnswer session, NetworkClient? network = null) => await service.Secretariat.PostAsync("/api/v1/invitations", new
    {
        consultationId = session.Text("consultationId"), sessionId = session.Id, organisationId = (network ?? await service.NewNetworkAsync()).Id,
        deadline = "2099-01-01T00:00:00Z",
    });

    async Task ReleaseAsync(ApiAnswer session) => (await service.Secretariat.PostAsync(
        $"/api/v1/consultations/{session.Text("consultationId")}/releases", new { changelog = new { en = "x" } })).Code.ShouldBe(201);

    async Task<string?> StateAsync(ApiAnswer record) => (await service.Secretariat.GetAsync(record.Location!)).Text("state");

    async Task<ApiAnswer> SeatAsync(ApiAnswer session) => await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor);

    Task<ApiAnswer> SpeakAsync(ApiAnswer session, ApiAnswer nomination) => service.Secretariat.PostAsync(
        $"{session.Location}/slots", new { nominationId = nomination.Id, order = 1, minutesPlanned = 7 });
}
