using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using Calendar = Ical.Net.Calendar;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Schedules as they are handed out, and who is told what.</summary>
public sealed class ReleaseTests(ConsultationsService service)
{
    const string Moved = "2027-06-11T16:00:00Z";

    [Fact]
    public async Task Releases_are_numbered_and_keep_the_sessions_as_they_were()
    {
        var consultation = await service.NewConsultationAsync();
        var session = await NewSessionAsync(consultation);
        var first = await ReleaseAsync(consultation);
        first.Code.ShouldBe(201, first.ToString());
        await PatchAsync(session, new { start = Moved, title = new { en = "Skills, later" } });
        var second = await ReleaseAsync(consultation, "Later");

        ((int)first.Body!["number"]!, (int)second.Body!["number"]!).ShouldBe((1, 2));
        second.Location.ShouldBe($"/api/v1/consultations/{consultation.Id}/releases/2");
        var kept = (await service.Secretariat.GetAsync(first.Location!)).Body!["sessions"]![0]!;
        ((string)kept["start"]!, (string)kept["title"]!["en"]!, (int)kept["sequence"]!).ShouldBe(("2027-06-11T14:00:00Z", "Skilling migrants", 0));
        ((int)second.Body["sessions"]![0]!["sequence"]!).ShouldBe(1);
        var list = await service.Secretariat.GetAsync($"{Path(consultation)}?count=true");
        ((int)list.Body!["total"]!, (string)list.Items[1]!["changelog"]!["en"]!).ShouldBe((2, "Later"));
    }

    [Fact]
    public async Task The_sequence_rises_with_time_place_and_state_and_with_nothing_else()
    {
        var consultation = await service.NewConsultationAsync();
        var session = await NewSessionAsync(consultation);
        (await SequenceAsync()).ShouldBe(0);
        await PatchAsync(session, new { title = new { en = "Other words" } });
        (await SequenceAsync()).ShouldBe(0);
        await PatchAsync(session, new { duration = "PT60M" });
        (await SequenceAsync()).ShouldBe(1);
        await PatchAsync(session, new { timeZone = "America/Panama" });
        (await SequenceAsync()).ShouldBe(2);
        await GoAsync(session, "confirm");
        (await SequenceAsync()).ShouldBe(3);

        async Task<int> SequenceAsync() => (int)(await ReleaseAsync(consultation)).Body!["sessions"]![0]!["sequence"]!;
    }

    [Fact]
    public async Task A_release_tells_what_it_adds_moves_cancels_and_changes()
    {
        var consultation = await service.NewConsultationAsync();
        var (moved, cancelled, renamed) = (await NewSessionAsync(consultation), await NewSessionAsync(consultation), await NewSessionAsync(consultation));
        await ReleaseAsync(consultation);
        await PatchAsync(moved, new { start = Moved });
        await GoAsync(cancelled, "cancel");
        await PatchAsync(renamed, new { title = new { en = "Other words" } });
        var added = await NewSessionAsync(consultation);
        await ReleaseAsync(consultation);

        var diff = (await service.Secretariat.GetAsync($"{Path(consultation)}/2/diff")).Body!;
        ((string)diff["added"]!.AsArray().Single()!["sessionId"]!).ShouldBe(added.Id);
        var move = diff["moved"]!.AsArray().Single()!;
        ((string)move["from"]!["start"]!, (string)move["to"]!["start"]!, (string)move["fields"]!.AsArray().Single()!).ShouldBe(("2027-06-11T14:00:00Z", Moved, "start"));
        ((string)diff["cancelled"]!.AsArray().Single()!["to"]!["sessionId"]!).ShouldBe(cancelled.Id);
        ((string)diff["changed"]!.AsArray().Single()!["fields"]!.AsArray().Single()!).ShouldBe("title");
        var all = (await service.Secretariat.GetAsync($"{Path(consultation)}/2/diff?from=0")).Body!;
        all["added"]!.AsArray().Count.ShouldBe(4);
        (await service.Secretariat.GetAsync($"{Path(consultation)}/2/diff?from=2")).Body!["errors"]!["from"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_session_still_to_come_needs_a_start_and_one_that_is_over_does_not()
    {
        var consultation = await service.NewConsultationAsync();
        await service.NewSessionAsync(consultation: consultation.Id, body: new { kind = "thematic", date = "2020-06-11", title = new { en = "Over" }, timeZone = "UTC" });
        (await ReleaseAsync(consultation)).Code.ShouldBe(201);
        var ahead = await service.NewSessionAsync(consultation: consultation.Id, body: new { kind = "thematic", date = "2027-06-11", title = new { en = "To come" }, timeZone = "UTC" });

        var refused = await ReleaseAsync(consultation);
        refused.Rule.ShouldBe("start-missing");
        refused.Body!["detail"]!.ToString().ShouldContain("To come");
        await GoAsync(ahead, "cancel");
        (await ReleaseAsync(consultation)).Rule.ShouldBe("nothing-new", "nobody was ever shown what is cancelled");
    }

    [Fact]
    public async Task Nothing_is_released_twice_or_before_networks_see_the_consultation()
    {
        var planned = await service.NewConsultationAsync(open: false);
        await NewSessionAsync(planned);
        (await ReleaseAsync(planned)).Rule.ShouldBe("not-open-yet");
        await service.GoAsync(planned, "open");
        (await ReleaseAsync(planned)).Code.ShouldBe(201);
        (await ReleaseAsync(planned)).Rule.ShouldBe("nothing-new");
        (await service.Secretariat.GetAsync($"{Path(planned)}?count=true")).Body!["total"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Two_releases_at_once_are_one()
    {
        var consultation = await service.NewConsultationAsync();
        await NewSessionAsync(consultation);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ReleaseAsync(consultation)));
        (answers.Count(a => a.Code == 201), answers.Count(a => a.Rule == "nothing-new")).ShouldBe((1, 5));
    }

    [Fact]
    public async Task Networks_and_the_public_see_what_was_released_and_the_secretariat_the_draft()
    {
        var network = (await service.NewNetworkAsync()).Api;
        var consultation = await service.NewConsultationAsync();
        var session = await NewSessionAsync(consultation);
        var draft = await network.GetAsync(session.Location!);
        (draft.Code, draft.Body!["released"]).ShouldBe((200, null));
        (await service.Client(null).GetAsync($"/public/schedules/{consultation.Id}")).Code.ShouldBe(404);

        await ReleaseAsync(consultation);
        await PatchAsync(session, new { start = Moved });
        var unreleased = await NewSessionAsync(consultation);

        var seen = await network.GetAsync(session.Location!);
        (seen.Text("start"), (int)seen.Body!["released"]!).ShouldBe(("2027-06-11T14:00:00Z", 1));
        (await service.Secretariat.GetAsync(session.Location!)).Text("start").ShouldBe(Moved);
        (await network.GetAsync(unreleased.Location!)).Code.ShouldBe(404);
        (await network.GetAsync($"/api/v1/sessions?consultation={consultation.Id}")).Items.ShouldHaveSingleItem()!["session"]!["start"]!.ToString().ShouldBe("2027-06-11T14:00:00Z");
        (await network.GetAsync($"/api/v1/consultations/{consultation.Id}/sessions")).Items.ShouldHaveSingleItem()!["start"]!.ToString().ShouldBe("2027-06-11T14:00:00Z");
        (await network.GetAsync($"{Path(consultation)}/1/diff")).Code.ShouldBe(200);
        await GoAsync(session, "cancel");
        (await network.GetAsync(session.Location!)).Text("state").ShouldBe("tentative");
        (await network.GetAsync($"/api/v1/sessions?over=true&consultation={consultation.Id}")).Items.ShouldBeEmpty();

        var open = await service.Client(null).GetAsync($"/public/schedules/{consultation.Id}");
        ((int)open.Body!["release"]!["number"]!, open.Body["release"]!["sessions"]!.AsArray().Count).ShouldBe((1, 1));
        open.Headers.CacheControl!.Public.ShouldBeTrue();
        (await service.Client(null).GetAsync($"/public/schedules/{consultation.Id}", open.ETag)).Code.ShouldBe(304);
    }

    [Fact]
    public async Task What_a_network_nominated_for_before_the_first_release_it_still_reads_when_that_was_cancelled()
    {
        var network = await service.NewNetworkAsync();
        var consultation = await service.NewConsultationAsync();
        var (cancelled, kept) = (await NewSessionAsync(consultation), await NewSessionAsync(consultation));
        var nomination = await ConsultationsService.Created(ConsultationsService.ProposeAsync(network.Api, cancelled, (await service.NewMayorAsync(network.Id)).Mayor));
        await GoAsync(cancelled, "cancel");
        var released = await ReleaseAsync(consultation);

        released.Body!["sessions"]!.AsArray().ShouldHaveSingleItem()!["sessionId"]!.ToString().ShouldBe(kept.Id);
        (await network.Api.GetAsync(nomination.Location!)).Text("state").ShouldBe("withdrawn");
        (await network.Api.GetAsync(cancelled.Location!)).Text("state").ShouldBe("cancelled");
    }

    [Fact]
    public async Task What_warnings_mandates_balance_and_seats_tell_a_network_is_of_the_schedule_as_released()
    {
        var network = await service.NewNetworkAsync();
        var (city, mayor) = await service.NewMayorAsync(network.Id);
        var consultation = await service.NewConsultationAsync();
        var (session, other) = (await NewSessionAsync(consultation), await NewSessionAsync(consultation));
        await PatchAsync(other, new { start = "2027-06-11T18:00:00Z" });
        await ReleaseAsync(consultation);
        await PatchAsync(other, new { start = "2027-06-11T14:30:00Z" });
        await PatchAsync(session, new { date = "2027-06-12", start = "2027-06-12T14:00:00Z", seats = 1 });
        await PatchAsync(other, new { date = "2027-06-12", start = "2027-06-12T14:30:00Z" });
        var mandate = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/mandates",
            new { personId = mayor.Id, grantedBy = "Council", organisationId = city.Id, to = "2027-06-11" }));

        var nomination = await ConsultationsService.Created(network.Api.PostAsync($"/api/v1/sessions/{session.Id}/nominations",
            new { personId = mayor.Id, positionId = mayor.Positions[0].Id, onBehalfOf = city.Id, mandateId = mandate.Id }));
        await ConsultationsService.Created(ConsultationsService.ProposeAsync(network.Api, other, mayor));

        (await CodesAsync(network.Api)).ShouldBe([]);
        (await CodesAsync(service.Secretariat)).ShouldBe(["double-booked", "mandate-not-valid"], ignoreOrder: true);
        ((int)(await network.Api.GetAsync(session.Location!)).Body!["seats"]!).ShouldBe(5);
        (await ProposedAsync("2027-06-11"), await ProposedAsync("2027-06-12")).ShouldBe((2, 0));

        async Task<string[]> CodesAsync(ApiClient reader) =>
            [.. (await reader.GetAsync(nomination.Location!)).Body!["warnings"]!.AsArray().Select(warning => (string)warning!["code"]!)];

        async Task<int> ProposedAsync(string day) =>
            (int)(await network.Api.GetAsync($"/api/v1/balance?from={day}&to={day}")).Body!["authorities"]!["total"]!["proposed"]!;
    }

    [Fact]
    public async Task A_session_that_was_never_released_is_shown_to_nobody_who_had_no_one_in_it_and_takes_nobody_in()
    {
        var (network, stranger) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var consultation = await service.NewConsultationAsync();
        await NewSessionAsync(consultation);
        await ReleaseAsync(consultation);
        var hidden = await NewSessionAsync(consultation);
        var proposed = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, hidden, (await service.NewMayorAsync(network.Id)).Mayor));

        (await service.Secretariat.PostAsync($"{proposed.Location}/confirm", ifMatch: "*")).Rule.ShouldBe("session-not-released");
        await GoAsync(hidden, "cancel");
        (await stranger.Api.GetAsync(hidden.Location!)).Code.ShouldBe(404);
        (await network.Api.GetAsync(hidden.Location!)).Code.ShouldBe(200);
    }

    [Theory]
    [InlineData("9999-12-31", "9999-12-31T23:30:00Z")]
    [InlineData("0001-01-01", "0001-01-01T00:30:00Z")]
    [InlineData("2200-01-01", "2200-01-01T12:00:00Z")]
    public async Task A_day_that_no_clock_will_show_is_refused_by_name(string date, string start)
    {
        var consultation = await service.NewConsultationAsync();
        var body = new { kind = "thematic", title = new { en = "Far away" }, timeZone = "Pacific/Kiritimati", date, start };

        var answer = await service.Secretariat.PostAsync($"/api/v1/consultations/{consultation.Id}/sessions", body);
        var clone = await service.Secretariat.PostAsync($"/api/v1/consultations/{consultation.Id}/clone",
            new { cycleId = consultation.Text("cycleId"), name = "Far away", start = date });

        answer.Code.ShouldBe(400, answer.ToString());
        answer.Body!["errors"]!.AsObject().Select(error => error.Key).ShouldBe(["date", "start"], ignoreOrder: true);
        (clone.Code, clone.Body!["errors"]!["start"] is not null).ShouldBe((400, true), clone.ToString());
    }

    [Fact]
    public async Task A_network_sees_no_release_of_a_consultation_that_is_hidden_and_makes_none()
    {
        var network = service.Client(TestTokens.Network((await service.NewNetworkAsync()).Id, "consultations:read", "consultations:write"));
        var planned = await service.NewConsultationAsync(open: false);
        (await network.GetAsync(Path(planned))).Code.ShouldBe(404);
        (await network.GetAsync($"{Path(planned)}/1")).Code.ShouldBe(404);
        (await network.PostAsync(Path(planned), new { changelog = new { en = "x" } })).Code.ShouldBe(403);
    }

    [Fact]
    public async Task Who_is_seated_is_told_of_a_move_when_it_is_released_and_not_before()
    {
        var consultation = await service.NewConsultationAsync();
        var session = await NewSessionAsync(consultation);
        var early = await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor);
        await PatchAsync(session, new { start = Moved });
        var late = await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor);
        early = await service.GoAsync(early, "accept");
        (await ToldAsync(early, 3)).ShouldSatisfyAllConditions(n => n.Start.ShouldBe(new DateTimeOffset(2027, 6, 11, 14, 0, 0, default)), n => n.Sequence.ShouldBe(0));

        await ReleaseAsync(consultation);

        var told = await ToldAsync(early, 4);
        (told.Start, told.Sequence, told.State).ShouldBe((DateTimeOffset.Parse(Moved, null), 1, "accepted"));
        var entry = Calendar.Load(told.Calendar!)!.Events.Single();
        (entry.Sequence, entry.Start!.AsUtc).ShouldBe((1, new DateTime(2027, 6, 11, 16, 0, 0, DateTimeKind.Utc)));
        entry.Attendees.Single().ParticipationStatus.ShouldBe("ACCEPTED", "nobody is asked again");
        (await service.Secretariat.GetAsync($"/api/v1/nominations/{late.Id}")).ETag.ShouldBe(late.ETag, "was told of the new time at the confirmation");
    }

    [Fact]
    public async Task A_seat_given_after_a_release_is_told_as_released_whatever_is_planned_meanwhile()
    {
        var consultation = await service.NewConsultationAsync();
        var session = await NewSessionAsync(consultation);
        await ReleaseAsync(consultation);
        await PatchAsync(session, new { start = Moved });

        var confirmed = await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor);

        (await ToldAsync(confirmed, 2)).Start.ShouldBe(new DateTimeOffset(2027, 6, 11, 14, 0, 0, default));
    }

    [Fact]
    public async Task A_released_session_that_is_cancelled_is_taken_back_with_the_next_release()
    {
        var consultation = await service.NewConsultationAsync();
        var session = await NewSessionAsync(consultation);
        var seated = await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor);
        var proposed = await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, session, (await service.NewMayorAsync()).Mayor));
        var declined = await service.GoAsync(await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor), "decline");
        await ReleaseAsync(consultation);
        await GoAsync(session, "cancel");
        (await StateAsync(seated)).ShouldBe("confirmed");

        await ReleaseAsync(consultation);

        (await StateAsync(seated), await StateAsync(proposed), await StateAsync(declined)).ShouldBe(("withdrawn", "withdrawn", "declined"));
        var told = await ToldAsync(seated, 3);
        (told.SessionCancelled, told.Sequence, told.Calendar!.Contains("METHOD:CANCEL")).ShouldBe((true, 1, true));
    }

    [Fact]
    public async Task Who_gets_a_start_only_by_a_release_is_told_of_it()
    {
        var consultation = await service.NewConsultationAsync();
        var session = await service.NewSessionAsync(consultation: consultation.Id, body: new
        {
            kind = "thematic", date = "2027-06-11", title = new { en = "x" }, timeZone = "UTC", seats = 3,
        });
        var seated = await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor);
        (await ToldAsync(seated, 2)).Calendar.ShouldBeNull();
        await PatchAsync(session, new { start = Moved });

        await ReleaseAsync(consultation);

        (await ToldAsync(seated, 3)).Calendar!.ShouldContain("METHOD:REQUEST");
    }

    async Task<string> StateAsync(ApiAnswer nomination) => (await service.Secretariat.GetAsync($"/api/v1/nominations/{nomination.Id}")).Text("state");

    Task<NominationChanged> ToldAsync(ApiAnswer nomination, long version)
    {
        var id = Guid.Parse(nomination.Id);
        return service.Elsewhere.HearAsync<NominationChanged>(n => n.Id == id && n.Version == version);
    }

    Task<ApiAnswer> NewSessionAsync(ApiAnswer consultation) => service.NewSessionAsync(consultation: consultation.Id, body: new
    {
        kind = "thematic", date = "2027-06-11", title = new { en = "Skilling migrants" }, start = "2027-06-11T14:00:00Z", duration = "PT90M",
        timeZone = "America/Costa_Rica", seats = 5,
    });

    Task<ApiAnswer> ReleaseAsync(ApiAnswer consultation, string changelog = "New") =>
        service.Secretariat.PostAsync(Path(consultation), new { changelog = new { en = changelog } });

    async Task PatchAsync(ApiAnswer session, object patch)
    {
        var answer = await service.Secretariat.PatchAsync(session.Location!, patch, "*");
        answer.Code.ShouldBe(200, answer.ToString());
    }

    async Task GoAsync(ApiAnswer session, string verb) => (await service.Secretariat.PostAsync($"{session.Location}/{verb}", ifMatch: "*")).Code.ShouldBe(200);

    static string Path(ApiAnswer consultation) => $"/api/v1/consultations/{consultation.Id}/releases";
}
