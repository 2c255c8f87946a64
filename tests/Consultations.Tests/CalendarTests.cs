using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MayorsMechanism.Messaging.Contracts;
using Calendar = Ical.Net.Calendar;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>The iTIP messages, read again by a parser and, for the zone, by the rules of RFC 5545 alone.</summary>
public sealed partial class CalendarTests(ConsultationsService service)
{
    [Theory]
    [InlineData("America/Costa_Rica", "2020-06-11", "2020-06-11T14:00:00Z")]
    [InlineData("America/New_York", "2026-03-08", "2026-03-08T06:30:00Z")] // Half an hour before the clocks go forward
    [InlineData("America/New_York", "2026-03-08", "2026-03-08T07:30:00Z")]
    [InlineData("America/New_York", "2026-11-01", "2026-11-01T18:00:00Z")]
    [InlineData("Europe/Lisbon", "2026-10-25", "2026-10-25T09:00:00Z")]
    [InlineData("Africa/Casablanca", "2026-03-01", "2026-03-01T10:00:00Z")] // In Ramadan, an hour back
    [InlineData("Africa/Casablanca", "2020-06-11", "2020-06-11T10:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-06-11", "2026-06-11T10:00:00Z")]
    [InlineData("UTC", "2026-06-11", "2026-06-11T10:00:00Z")]
    public async Task The_event_begins_at_the_instant_of_the_session_in_its_zone(string zone, string date, string start)
    {
        var calendar = (await ConfirmAsync(new { kind = "thematic", date, title = new { en = "x" }, start, duration = "PT90M", timeZone = zone, seats = 1 })).Calendar!;

        var instant = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture);
        var told = Calendar.Load(calendar)!.Events.Single();
        told.Start!.AsUtc.ShouldBe(instant.UtcDateTime);
        told.Start.TzId.ShouldBe(zone == "UTC" ? told.Start.TzId : zone);
        told.End!.AsUtc.ShouldBe(instant.UtcDateTime.AddMinutes(90));
        InstantByItsOwnRules(calendar).ShouldBe(instant);
    }

    [Fact]
    public async Task A_request_says_what_a_participant_needs_and_lines_are_folded()
    {
        var title = new { en = "Migration", es = "Competencias, lenguas; y “más”: " + new string('ñ', 40) + string.Concat(Enumerable.Repeat("🏙a", 40)) };
        var nomination = await ConfirmAsync(new { kind = "thematic", date = "2020-06-11", title, start = "2020-06-11T14:00:00Z", timeZone = "America/Costa_Rica", seats = 1 },
            name: "Ana \"Anita\" Souza;\nX-EVIL:1");

        var calendar = nomination.Calendar!;
        calendar.Replace("\r\n", "").ShouldNotContain('\n');
        calendar.Split("\r\n").ShouldAllBe(line => Encoding.UTF8.GetByteCount(line) <= 75);
        var parsed = Calendar.Load(calendar)!;
        var told = parsed.Events.Single();
        (parsed.Method, parsed.Version, told.Status, told.Sequence).ShouldBe(("REQUEST", "2.0", "CONFIRMED", 0));
        told.Uid.ShouldBe($"{nomination.Id}@mayors.test");
        told.Summary.ShouldBe(title.es);
        told.Organizer!.Value!.ToString().ShouldBe("mailto:mechanism@mayors.test");
        (told.DtStamp!.IsUtc, told.LastModified!.IsUtc).ShouldBe((true, true));
        var attendee = told.Attendees.ShouldHaveSingleItem();
        (attendee.Value!.ToString(), attendee.ParticipationStatus, attendee.CommonName).ShouldBe(("mailto:ana@example.org", "NEEDS-ACTION", "Ana 'Anita' Souza; X-EVIL:1"));
        Unfold(calendar).ShouldContain(line => line.StartsWith("ATTENDEE", StringComparison.Ordinal) && line.Contains("RSVP=FALSE"));
        var read = (await IcalJs.ReadAsync(calendar)).ShouldHaveSingleItem();
        (read.Summary, read.Start, read.Organizer).ShouldBe((title.es, told.Start!.AsUtc, "mailto:mechanism@mayors.test"));
        read.Answers.ShouldBe(["NEEDS-ACTION"]);
    }

    [Theory]
    [InlineData("a%b@example.org", "mailto:a%25b@example.org")]
    [InlineData("a{b}|c@example.org", "mailto:a%7Bb%7D%7Cc@example.org")]
    [InlineData("a^`b@example.org", "mailto:a%5E%60b@example.org")]
    [InlineData("a#b?c&d/e@example.org", "mailto:a%23b%3Fc%26d%2Fe@example.org")]
    [InlineData("ana+mm@example.org", "mailto:ana+mm@example.org")]
    public async Task An_unusual_address_is_escaped(string email, string uri)
    {
        var session = new { kind = "thematic", date = "2020-06-11", title = new { en = "x" }, start = "2020-06-11T14:00:00Z", timeZone = "UTC", seats = 1 };

        Unfold((await ConfirmAsync(session, email: email)).Calendar!).ShouldContain(line => line.StartsWith("ATTENDEE", StringComparison.Ordinal) && line.EndsWith(":" + uri));
    }

    [Fact]
    public async Task An_address_that_no_calendar_takes_is_none_and_stops_nobody()
    {
        var session = new { kind = "thematic", date = "2020-06-11", title = new { en = "x" }, start = "2020-06-11T14:00:00Z", timeZone = "UTC", seats = 1 };

        (await ConfirmAsync(session, email: "ana@example..org")).Calendar.ShouldBeNull();
    }

    [Theory]
    [InlineData("withdraw")]
    [InlineData("decline")]
    public async Task What_was_asked_is_taken_back_under_the_same_id_with_a_higher_sequence(string verb)
    {
        var session = await service.NewSessionAsync();
        var confirmed = await service.NewConfirmedAsync(session, (await service.NewMayorAsync()).Mayor);
        await service.GoAsync(confirmed, verb);

        var id = Guid.Parse(confirmed.Id);
        var request = Calendar.Load((await service.Elsewhere.HearAsync<NominationChanged>(n => n.Id == id && n.Version == 2)).Calendar!)!;
        var text = (await service.Elsewhere.HearAsync<NominationChanged>(n => n.Id == id && n.Version == 3)).Calendar!;
        var cancel = Calendar.Load(text)!;
        var (asked, taken) = (request.Events.Single(), cancel.Events.Single());
        (cancel.Method, taken.Status, taken.Uid, taken.Sequence).ShouldBe(("CANCEL", "CANCELLED", asked.Uid, asked.Sequence + 1));
        taken.Start!.AsUtc.ShouldBe(asked.Start!.AsUtc);
        (taken.Organizer!.Value, taken.Attendees[0].Value).ShouldBe((asked.Organizer!.Value, asked.Attendees[0].Value));
        InstantByItsOwnRules(text).ShouldBe(new DateTimeOffset(2020, 6, 11, 14, 0, 0, default));
    }

    [Fact]
    public async Task Without_an_hour_or_an_address_there_is_no_event()
    {
        (await ConfirmAsync(new { kind = "thematic", date = "2020-06-11", title = new { en = "x" }, timeZone = "UTC", seats = 1 })).Calendar.ShouldBeNull();
        (await ConfirmAsync(new { kind = "thematic", date = "2020-06-11", title = new { en = "x" }, start = "2020-06-11T14:00:00Z", timeZone = "UTC", seats = 1 },
            email: null)).Calendar.ShouldBeNull();
    }

    async Task<NominationChanged> ConfirmAsync(object session, string name = "Ana Souza", string? email = "ana@example.org")
    {
        var (_, mayor) = await service.NewMayorAsync(name: name, email: email);
        var confirmed = await service.NewConfirmedAsync(await service.NewSessionAsync(body: session), mayor);
        var id = Guid.Parse(confirmed.Id);
        return await service.Elsewhere.HearAsync<NominationChanged>(n => n.Id == id && n.Version == 2);
    }

    /// <summary>RFC 5545, section 3.6.5: the observance with the latest onset before the event gives its offset.</summary>
    static DateTimeOffset InstantByItsOwnRules(string calendar)
    {
        var lines = Unfold(calendar);
        var dtstart = lines.SkipWhile(line => line != "BEGIN:VEVENT").First(line => line.StartsWith("DTSTART", StringComparison.Ordinal));
        var local = Local(dtstart);
        if (dtstart.EndsWith('Z')) return new DateTimeOffset(local, TimeSpan.Zero);
        lines.ShouldContain($"TZID:{TimeZone().Match(dtstart).Groups[1].Value}");
        var offset = Observance().Matches(string.Join('\n', lines))
            .Select(observance => (Onset: Local(observance.Groups[1].Value), Offset: observance.Groups[2].Value))
            .Where(observance => observance.Onset <= local).MaxBy(observance => observance.Onset).Offset;
        return new DateTimeOffset(local, TimeSpan.ParseExact(offset[1..], "hhmm", CultureInfo.InvariantCulture) * (offset[0] == '-' ? -1 : 1));
    }

    static string[] Unfold(string calendar) => calendar.Replace("\r\n ", "").Split("\r\n");

    static DateTime Local(string line) => DateTime.ParseExact(line.TrimEnd('Z')[^15..], "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    [GeneratedRegex("TZID=\"?([^\":]+)")]
    private static partial Regex TimeZone();

    [GeneratedRegex(@"BEGIN:(?:STANDARD|DAYLIGHT)\n(?=[^B]*?DTSTART:(\S+))(?=[^B]*?TZOFFSETTO:(\S+))")]
    private static partial Regex Observance();
}
