using System.Globalization;
using MayorsMechanism.Consultations.Sessions;
using NodaTime;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>The instants that calendar programs make of what we write, wherever a session is and whatever its zone did to its clocks.</summary>
public sealed class TimeTests(ConsultationsService service)
{
    [Theory]
    [InlineData("Europe/Madrid", "2027-03-28T00:30:00Z")] // Half an hour before the clocks go forward
    [InlineData("Europe/Madrid", "2027-03-28T01:30:00Z")]
    [InlineData("Europe/Madrid", "2027-10-31T00:30:00Z")] // Half past two, the first time
    [InlineData("Europe/Madrid", "2027-10-31T01:30:00Z")] // and the second
    [InlineData("America/New_York", "2027-11-07T05:30:00Z")]
    [InlineData("America/New_York", "2027-11-07T06:30:00Z")]
    [InlineData("America/Sao_Paulo", "2018-11-04T03:30:00Z")] // Its last summer time
    [InlineData("America/Sao_Paulo", "2019-11-04T03:30:00Z")] // and the first year without
    [InlineData("Africa/Casablanca", "2018-06-11T10:00:00Z")]
    [InlineData("Africa/Casablanca", "2026-03-01T10:00:00Z")] // In Ramadan, an hour back
    [InlineData("Europe/Istanbul", "2015-11-02T10:00:00Z")]
    [InlineData("Europe/Istanbul", "2017-01-10T10:00:00Z")]
    [InlineData("America/Caracas", "2016-05-01T06:00:00Z")] // From half an hour to a whole one
    [InlineData("Asia/Pyongyang", "2018-05-05T10:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-31T09:00:00Z")] // The thirtieth was left out
    [InlineData("Pacific/Kiritimati", "2027-06-11T11:00:00Z")] // Already the next day there
    [InlineData("Australia/Lord_Howe", "2027-04-03T15:15:00Z")] // Half an hour of summer time
    public async Task A_session_is_read_at_its_instant(string zone, string start)
    {
        var instant = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture);

        var read = (await ReadAsync([NewSession(zone, instant)])).ShouldHaveSingleItem().Read;

        (read.Start, read.End).ShouldBe((instant, instant.AddMinutes(90)));
    }

    [Fact]
    public async Task A_session_that_crosses_midnight_ends_on_the_next_day()
    {
        var start = new DateTimeOffset(2027, 6, 12, 4, 30, 0, TimeSpan.Zero); // Half past ten in the evening of the eleventh

        var read = (await ReadAsync([NewSession("America/Costa_Rica", start, TimeSpan.FromHours(3))])).ShouldHaveSingleItem().Read;

        var there = TimeZoneInfo.FindSystemTimeZoneById("America/Costa_Rica");
        (TimeZoneInfo.ConvertTime(read.Start, there).Day, TimeZoneInfo.ConvertTime(read.End, there).Day, read.End - read.Start).ShouldBe((11, 12, TimeSpan.FromHours(3)));
    }

    [Fact]
    public async Task A_session_whose_hour_nobody_remembers_takes_the_day()
    {
        var day = new DateOnly(2020, 6, 11);

        var read = (await ReadAsync([new(SessionKind.Thematic, day, new() { ["en"] = "x" }, "America/Costa_Rica")])).ShouldHaveSingleItem().Read;

        (read.AllDay, read.Start.UtcDateTime, read.End.UtcDateTime).ShouldBe((true, day.ToDateTime(TimeOnly.MinValue), day.AddDays(1).ToDateTime(TimeOnly.MinValue)));
    }

    /// <summary>One calendar, in which each zone's rules have to hold for decades: any instants, and those around a change of the clocks.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task In_every_zone_any_instant_is_read_as_it_was_written(int seed)
    {
        var random = new Random(seed);
        var (first, last) = (Instant.FromUtc(1985, 1, 1, 0, 0), Instant.FromUtc(2037, 1, 1, 0, 0));
        var zones = DateTimeZoneProviders.Tzdb.Ids.Where(id => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId).Where(_ => random.Next(3) == 0);
        var sessions = zones.SelectMany(id => Instants(id).Select(instant => NewSession(id, instant.ToDateTimeOffset()))).ToList();
        sessions.Count.ShouldBeGreaterThan(300);

        foreach (var (wanted, read) in await ReadAsync(sessions))
        {
            (read.Start, read.End).ShouldBe((wanted.Start!.Value, wanted.Start.Value + wanted.Duration!.Value), wanted.TimeZone);
        }

        IEnumerable<Instant> Instants(string id)
        {
            var minutes = (long)(last - first).TotalMinutes;
            yield return first + NodaTime.Duration.FromMinutes(random.NextInt64(minutes));
            yield return first + NodaTime.Duration.FromMinutes(random.NextInt64(minutes));
            var change = DateTimeZoneProviders.Tzdb[id].GetZoneInterval(first + NodaTime.Duration.FromMinutes(random.NextInt64(minutes)));
            if (change.HasEnd) yield return change.End + NodaTime.Duration.FromMinutes(random.Next(-90, 90));
        }
    }

    static SessionBody NewSession(string zone, DateTimeOffset start, TimeSpan? duration = null)
    {
        var day = TimeZoneInfo.ConvertTime(start, TimeZoneInfo.FindSystemTimeZoneById(zone));
        return new(SessionKind.Thematic, DateOnly.FromDateTime(day.DateTime), new() { ["en"] = "x" }, zone, Start: start, Duration: duration ?? TimeSpan.FromMinutes(90));
    }

    /// <summary>Plans and releases the sessions, and has their consultation's calendar read.</summary>
    async Task<IReadOnlyList<(SessionBody Wanted, ReadEvent Read)>> ReadAsync(IReadOnlyList<SessionBody> bodies)
    {
        var consultation = await service.NewConsultationAsync();
        var sessions = await service.ReadAsync(async db =>
        {
            var planned = bodies.ToDictionary(body => new Session(Guid.Parse(consultation.Id), body));
            db.AddRange(planned.Keys);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            return planned.ToDictionary(pair => pair.Key.Id, pair => pair.Value);
        });
        var released = await service.Secretariat.PostAsync($"/api/v1/consultations/{consultation.Id}/releases", new { changelog = new { en = "All" } });
        released.Code.ShouldBe(201, released.ToString());
        var calendar = await service.Client(null).Http.GetStringAsync($"/calendar/consultations/{consultation.Id}.ics", TestContext.Current.CancellationToken);
        var read = await IcalJs.ReadAsync(calendar);
        read.Count.ShouldBe(bodies.Count);
        return [.. read.Select(each => (sessions[Guid.Parse(each.Uid.Split('@')[0])], each))];
    }
}
