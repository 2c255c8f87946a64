using System.Text;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Calendars that programs follow, by public and by secret addresses.</summary>
public sealed class FeedTests(ConsultationsService service)
{
    readonly HttpClient _anyone = service.Client(null).Http;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_consultation_s_calendar_shows_what_was_released_and_keeps_what_is_cancelled()
    {
        var consultation = await service.NewConsultationAsync();
        var (kept, cancelled) = (await NewSessionAsync(consultation), await NewSessionAsync(consultation));
        var path = $"/calendar/consultations/{consultation.Id}.ics";
        (await service.Client(null).GetAsync(path)).Code.ShouldBe(404);
        await ReleaseAsync(consultation);
        await service.Secretariat.PostAsync($"{cancelled.Location}/cancel", ifMatch: "*");
        (await EventsAsync(path)).ShouldAllBe(read => read.Status == "TENTATIVE");

        await ReleaseAsync(consultation);

        var read = (await EventsAsync(path)).ToDictionary(each => each.Uid);
        (read[$"{kept.Id}@mayors.test"].Status, read[$"{kept.Id}@mayors.test"].Sequence).ShouldBe(("TENTATIVE", 0));
        (read[$"{cancelled.Id}@mayors.test"].Status, read[$"{cancelled.Id}@mayors.test"].Sequence).ShouldBe(("CANCELLED", 1));
        read.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_calendar_is_cacheable_says_what_it_is_and_keeps_to_the_form()
    {
        var consultation = await service.NewConsultationAsync();
        var title = new { en = "Skills, work; and \\ \"more\"\n" + new string('ñ', 60) + string.Concat(Enumerable.Repeat("🏙a", 40)), es = "Competencias", ar = "المهارات" };
        await service.NewSessionAsync(consultation: consultation.Id, body: Body(title));
        await ReleaseAsync(consultation);
        var path = $"/calendar/consultations/{consultation.Id}.ics";

        var answer = await _anyone.GetAsync(path, Cancel);
        var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(Cancel));

        (answer.Content.Headers.ContentType!.ToString(), answer.Headers.CacheControl!.Public).ShouldBe(("text/calendar; charset=utf-8", true));
        text.Replace("\r\n", "").ShouldNotContain('\n');
        text.Split("\r\n").ShouldAllBe(line => Encoding.UTF8.GetByteCount(line) <= 75 && !line.Contains('\ufffd'));
        var lines = text.Replace("\r\n ", "").Split("\r\n");
        lines.ShouldContain("NAME:Puebla Process");
        lines.ShouldContain("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        lines.ShouldContain($"SOURCE;VALUE=URI:http://mayors.test{path}");
        lines.ShouldContain(line => line.StartsWith("COLOR:", StringComparison.Ordinal));
        lines.ShouldNotContain(line => line.StartsWith("METHOD", StringComparison.Ordinal) || line.StartsWith("ATTENDEE", StringComparison.Ordinal));
        var read = (await IcalJs.ReadAsync(text)).ShouldHaveSingleItem();
        (read.Summary, read.Language).ShouldBe((title.en, "en"));
        (await EventsAsync($"{path}?language=es")).Single().ShouldSatisfyAllConditions(spanish => spanish.Summary.ShouldBe("Competencias"), spanish => spanish.Language.ShouldBe("es"));

        (await EventsAsync($"{path}?language=ar")).Single().Summary.ShouldBe(title.ar);

        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "If-None-Match", answer.Headers.ETag!.ToString() } } };
        ((int)(await _anyone.SendAsync(again, Cancel)).StatusCode).ShouldBe(304);
    }

    [Fact]
    public async Task A_person_s_calendar_shows_the_own_seats_as_told_and_a_name_only_once_accepted()
    {
        var consultation = await service.NewConsultationAsync();
        var (early, other) = (await NewSessionAsync(consultation), await NewSessionAsync(consultation));
        var (_, mayor) = await service.NewMayorAsync(name: "Ana \"Anita\" Souza");
        var confirmed = await service.NewConfirmedAsync(early, mayor);
        await ConsultationsService.Created(ConsultationsService.ProposeAsync(service.Secretariat, other, mayor));
        var path = PathOf(await LinkAsync(new { personId = mayor.Id }));

        var seat = (await EventsAsync(path)).ShouldHaveSingleItem();
        (seat.Uid, seat.Status, seat.Sequence, seat.Language).ShouldBe(($"{confirmed.Id}@mayors.test", "CONFIRMED", 0, "es"));
        seat.Attendees.ShouldBeEmpty();
        await service.GoAsync(confirmed, "accept");
        (await EventsAsync(path)).Single().ShouldSatisfyAllConditions(
            named => named.Attendees.ShouldBe(["Ana 'Anita' Souza"]), named => named.Answers.ShouldBe(["ACCEPTED"]), named => named.Organizer.ShouldBe("mailto:mechanism@mayors.test"));

        await ReleaseAsync(consultation);
        await PatchAsync(early, new { start = "2027-06-11T16:00:00Z" });
        (await EventsAsync(path)).Single().Start.Hour.ShouldBe(14, "the move is not released");
        await ReleaseAsync(consultation);
        (await EventsAsync(path)).Single().ShouldSatisfyAllConditions(moved => moved.Start.Hour.ShouldBe(16), moved => moved.Sequence.ShouldBe(1));

        await service.Secretariat.PostAsync($"{early.Location}/cancel", ifMatch: "*");
        await ReleaseAsync(consultation);
        (await EventsAsync(path)).Single().ShouldSatisfyAllConditions(gone => gone.Status.ShouldBe("CANCELLED"), gone => gone.Sequence.ShouldBe(2), gone => gone.Attendees.ShouldBeEmpty());
    }

    [Fact]
    public async Task Where_to_join_is_told_with_a_release_and_only_to_who_has_accepted()
    {
        var consultation = await service.NewConsultationAsync();
        var session = await NewSessionAsync(consultation);
        // One who is known by phone alone.
        var (_, mayor) = await service.NewMayorAsync(email: null);
        var seat = await service.NewConfirmedAsync(session, mayor);
        var path = PathOf(await LinkAsync(new { personId = mayor.Id }));
        await ReleaseAsync(consultation);
        (await service.Secretariat.SendAsync(HttpMethod.Put, $"{session.Location}/joining-links",
            new { links = new { en = "https://meet.example.org/en;v=1?a=1,2", es = "https://meet.example.org/es" } }, ("If-Match", "*"))).Code.ShouldBe(200);
        var accepted = await service.GoAsync(seat, "accept");
        (await TextAsync(path)).ShouldNotContain("meet.example.org"); // It is not released.

        await ReleaseAsync(consultation);

        (await TextAsync(path)).ShouldContain("CONFERENCE;VALUE=URI;FEATURE=VIDEO;LANGUAGE=es:https://meet.example.org/es");
        var told = (await EventsAsync(path)).Single();
        told.Conferences.ShouldBe(["https://meet.example.org/en;v=1?a=1,2", "https://meet.example.org/es"], ignoreOrder: true);
        told.Attendees.ShouldBeEmpty();
        (await TextAsync($"/calendar/consultations/{consultation.Id}.ics")).ShouldSatisfyAllConditions(
            text => text.ShouldContain("SEQUENCE:0"), text => text.ShouldNotContain("meet.example.org"));
        var release = await service.Secretariat.GetAsync($"/api/v1/consultations/{consultation.Id}/releases/2");
        (release.Code, release.ToString().Contains("meet.example.org")).ShouldBe((200, false));
        (await TextAsync($"/public/schedules/{consultation.Id}")).ShouldNotContain("meet.example.org");
        await service.GoAsync(accepted, "withdraw");
        (await TextAsync(path)).ShouldNotContain("meet.example.org");

        // Lines are folded (RFC 5545, section 3.1).
        async Task<string> TextAsync(string at) => (await _anyone.GetStringAsync(at, Cancel)).Replace("\r\n ", "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_at_the_other_end_of_the_day_reads_the_same_instant()
    {
        var (_, mayor) = await service.NewMayorAsync();
        await service.NewConfirmedAsync(await NewSessionAsync(await service.NewConsultationAsync()), mayor);

        var read = (await EventsAsync(PathOf(await LinkAsync(new { personId = mayor.Id })))).Single();

        // Eight in the morning of the eleventh in Costa Rica.
        TimeZoneInfo.ConvertTime(read.Start, TimeZoneInfo.FindSystemTimeZoneById("Pacific/Kiritimati")).DateTime.ShouldBe(new DateTime(2027, 6, 12, 4, 0, 0));
    }

    [Fact]
    public async Task A_network_s_calendar_shows_open_schedules_and_where_its_people_are_nominated_and_no_names()
    {
        var (network, stranger) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var (open, closed) = (await service.NewConsultationAsync(), await service.NewConsultationAsync());
        var (shown, theirs, past) = (await NewSessionAsync(open), await NewSessionAsync(closed), await NewSessionAsync(closed));
        var (_, mayor) = await service.NewMayorAsync(network.Id, "Hidden Name");
        await service.GoAsync(await service.NewConfirmedAsync(theirs, mayor), "accept");
        foreach (var consultation in (ApiAnswer[])[open, closed]) await ReleaseAsync(consultation);
        var now = await service.Secretariat.GetAsync($"/api/v1/consultations/{closed.Id}");
        foreach (var verb in (string[])["start", "close"]) now = await service.GoAsync(now, verb);
        var draft = await NewSessionAsync(open);

        var (ours, strangers) = (await LinkAsync(new { networkId = network.Id }), await LinkAsync(new { networkId = stranger.Id }));
        var text = await _anyone.GetStringAsync(PathOf(ours), Cancel);

        (await UidsAsync(ours)).ShouldSatisfyAllConditions(
            uids => uids.ShouldContain(shown.Id), uids => uids.ShouldContain(theirs.Id), uids => uids.ShouldNotContain(past.Id), uids => uids.ShouldNotContain(draft.Id));
        (await UidsAsync(strangers)).ShouldSatisfyAllConditions(uids => uids.ShouldContain(shown.Id), uids => uids.ShouldNotContain(theirs.Id));
        text.ShouldNotContain("Hidden");
    }

    [Fact]
    public async Task Calendars_keep_where_somebody_came_with_the_link_to_join_and_what_was_cancelled_after_the_consultation_closed()
    {
        var network = await service.NewNetworkAsync();
        var consultation = await service.NewConsultationAsync();
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var now = await service.NewSessionAsync(consultation: consultation.Id, body: new
        {
            kind = "thematic", date = today, title = new { en = "Skills" }, start = $"{today:O}T00:00:00Z", duration = "PT24H", timeZone = "UTC", seats = 5,
        });
        var cancelled = await NewSessionAsync(consultation);
        var (_, mayor) = await service.NewMayorAsync(network.Id);
        (await service.Secretariat.SendAsync(HttpMethod.Put, $"{now.Location}/joining-links", new { links = new { en = "https://meet.example.org/now" } }, ("If-Match", "*"))).Code.ShouldBe(200);
        var seat = await service.GoAsync(await service.NewConfirmedAsync(now, mayor), "accept");
        await service.NewConfirmedAsync(cancelled, mayor);
        await ReleaseAsync(consultation);
        await service.GoAsync(seat, "attend");
        (await service.Secretariat.PostAsync($"{cancelled.Location}/cancel", ifMatch: "*")).Code.ShouldBe(200);
        await ReleaseAsync(consultation);
        var closed = await service.Secretariat.GetAsync($"/api/v1/consultations/{consultation.Id}");
        foreach (var verb in (string[])["start", "close"]) closed = await service.GoAsync(closed, verb);

        (await _anyone.GetStringAsync(PathOf(await LinkAsync(new { personId = mayor.Id })), Cancel)).ShouldContain("meet.example.org/now");
        var shown = (await EventsAsync(PathOf(await LinkAsync(new { networkId = network.Id })))).ToDictionary(read => read.Uid.Split('@')[0], read => read.Status);
        shown.Keys.ShouldContain(now.Id);
        shown[cancelled.Id].ShouldBe("CANCELLED");
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_kept_nowhere_and_stops_when_replaced_or_revoked()
    {
        var (_, mayor) = await service.NewMayorAsync();
        var link = await LinkAsync(new { personId = mayor.Id }, key: "again");
        var first = PathOf(link);
        (await service.Secretariat.PostAsync("/api/v1/calendar-links", new { personId = mayor.Id }, key: "again-" + mayor.Id)).Rule.ShouldBe("secret-already-shown");
        var secret = first.Split('/')[^1][..^4];
        secret.Length.ShouldBe(43);
        (await DatabaseContent.RowsNamingAsync(service.Database, secret)).ShouldBeEmpty();
        (await service.Secretariat.GetAsync(link.Location!)).Body!.ToJsonString().ShouldNotContain("calendar/");

        var rotated = await service.Secretariat.PostAsync($"{link.Location}/rotate", ifMatch: link.ETag);
        ((await CodeAsync(first)), (await CodeAsync(PathOf(rotated)))).ShouldBe((404, 200));
        (await service.Secretariat.DeleteAsync(link.Location!)).Code.ShouldBe(428);
        (await service.Secretariat.DeleteAsync(link.Location!, rotated.ETag)).Code.ShouldBe(204);
        ((await CodeAsync(PathOf(rotated))), (await service.Secretariat.GetAsync(link.Location!)).Code).ShouldBe((404, 404));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Secret_calendars_are_stored_by_nobody_and_an_unknown_one_finds_nothing(string secret)
    {
        var known = PathOf(await LinkAsync(new { personId = (await service.NewMayorAsync()).Mayor.Id }));
        foreach (var (path, code) in new[] { (known, 200), ($"/calendar/{secret}.ics", 404) })
        {
            var answer = await _anyone.GetAsync(path, Cancel);
            ((int)answer.StatusCode, answer.Headers.CacheControl!.NoStore, answer.Headers.GetValues("Referrer-Policy").Single()).ShouldBe((code, true, "no-referrer"));
        }
    }

    [Fact]
    public async Task The_calendar_of_somebody_who_is_erased_is_gone_and_so_is_its_link()
    {
        var (city, kept) = await service.NewMayorAsync();
        var merged = await service.TellAsync(Registry.Person(city.Id, "A. S.", null));
        var (own, old) = (await LinkAsync(new { personId = kept.Id }), await LinkAsync(new { personId = merged.Id }));
        await service.TellAsync(merged with { Version = 2, Status = "merged", CanonicalId = kept.Id });
        (await CodeAsync(PathOf(old))).ShouldBe(200);

        await service.Elsewhere.PublishAsync(new PersonErased { Id = kept.Id, Version = 9 });
        await service.Elsewhere.HearAsync<PersonErasureCompleted>(receipt => receipt.PersonId == kept.Id);

        (await CodeAsync(PathOf(own)), await CodeAsync(PathOf(old))).ShouldBe((404, 404));
        (await service.ReadAsync(db => db.CalendarLinks.AnyAsync(l => l.PersonId == kept.Id || l.PersonId == merged.Id))).ShouldBeFalse();
        (await service.Secretariat.PostAsync("/api/v1/calendar-links", new { personId = kept.Id })).Code.ShouldBe(409);
    }

    [Fact]
    public async Task A_network_makes_and_sees_its_own_links_only()
    {
        var (network, other) = (await service.NewNetworkAsync(), await service.NewNetworkAsync());
        var ours = service.Client(TestTokens.Network(network.Id, "consultations:read", "consultations:write"));
        var (_, mayor) = await service.NewMayorAsync(network.Id);
        var foreign = await LinkAsync(new { networkId = other.Id });
        var persons = await LinkAsync(new { personId = mayor.Id });

        var own = await ConsultationsService.Created(ours.PostAsync("/api/v1/calendar-links", new { networkId = network.Id }));
        (await ours.PostAsync("/api/v1/calendar-links", new { networkId = other.Id })).Code.ShouldBe(403);
        (await ours.PostAsync("/api/v1/calendar-links", new { personId = mayor.Id })).Code.ShouldBe(403);
        (await network.Api.PostAsync("/api/v1/calendar-links", new { networkId = network.Id })).Code.ShouldBe(403, "the scope");
        foreach (var hidden in (ApiAnswer[])[foreign, persons])
        {
            (await ours.GetAsync(hidden.Location!)).Code.ShouldBe(404);
            (await ours.PostAsync($"{hidden.Location}/rotate", ifMatch: hidden.ETag)).Code.ShouldBe(404);
            (await ours.DeleteAsync(hidden.Location!, hidden.ETag)).Code.ShouldBe(404);
        }
        (await ours.GetAsync("/api/v1/calendar-links")).Items.Select(link => (string)link!["id"]!).ShouldBe([own.Location!.Split('/')[^1]]);
        (await service.Secretariat.GetAsync(own.Location!)).Code.ShouldBe(200);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "networkId": "01970000-0000-7000-8000-000000000005", "personId": "01970000-0000-7000-8000-000000000005" }""")]
    public async Task A_link_is_for_one_network_or_one_person(string body) =>
        (await service.Secretariat.PostAsync("/api/v1/calendar-links", body)).Body!["errors"]!["networkId"].ShouldNotBeNull();

    async Task<ApiAnswer> LinkAsync(object body, string? key = null)
    {
        if (key is not null) key = $"{key}-{body.GetType().GetProperties()[0].GetValue(body)}";
        return await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/calendar-links", body, key: key));
    }

    static string PathOf(ApiAnswer link) => new Uri(link.Text("address")).AbsolutePath;

    async Task<IReadOnlyList<ReadEvent>> EventsAsync(string path) => await IcalJs.ReadAsync(await _anyone.GetStringAsync(path, Cancel));

    async Task<string[]> UidsAsync(ApiAnswer link) => [.. (await EventsAsync(PathOf(link))).Select(read => read.Uid.Split('@')[0])];

    async Task<int> CodeAsync(string path) => (int)(await _anyone.GetAsync(path, Cancel)).StatusCode;

    Task<ApiAnswer> NewSessionAsync(ApiAnswer consultation) => service.NewSessionAsync(consultation: consultation.Id, body: Body(new { en = "Skills", es = "Competencias" }));

    static object Body(object title) => new
    {
        kind = "thematic", date = "2027-06-11", title, start = "2027-06-11T14:00:00Z", duration = "PT90M", timeZone = "America/Costa_Rica", seats = 5,
    };

    async Task ReleaseAsync(ApiAnswer consultation) =>
        await ConsultationsService.Created(service.Secretariat.PostAsync($"/api/v1/consultations/{consultation.Id}/releases", new { changelog = new { en = "New" } }));

    async Task PatchAsync(ApiAnswer session, object patch) => (await service.Secretariat.PatchAsync(session.Location!, patch, "*")).Code.ShouldBe(200);
}
