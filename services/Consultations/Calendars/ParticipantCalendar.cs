using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.ServiceDefaults;

namespace MayorsMechanism.Consultations.Calendars;

/// <summary>
/// What a participant's calendar is told (iTIP, RFC 5546, for mail by RFC 6047). The answer comes by link, not by the calendar: RSVP=FALSE.
/// <c>Calendar:Organizer</c> is the address that the events come from.
/// </summary>
sealed class ParticipantCalendar(IConfiguration configuration)
{
    readonly string _host = new Uri(configuration.PublicOrigin()).Host;

    /// <summary>A REQUEST; null when the session's start or the person's address is unknown.</summary>
    public string? Request(Guid nomination, Session session, PersonCopy person, DateTimeOffset now)
    {
        if (session.Start is not { } start || person.Email is not { } email) return null;
        var calendar = new Calendar { Method = CalendarMethods.Request, ProductId = "-//GFMD Mayors Mechanism//Consultations//EN" };
        calendar.AddTimeZone(Zone.Around(session.TimeZone, start));
        calendar.Events.Add(new CalendarEvent
        {
            Uid = $"{nomination}@{_host}",
            Sequence = 0,
            Summary = TitleFor(person, session),
            Start = new CalDateTime(start.UtcDateTime).ToTimeZone(session.TimeZone),
            Duration = session.Duration is { } length ? Duration.FromMinutes((int)length.TotalMinutes) : null,
            Status = EventStatus.Confirmed,
            DtStamp = Stamp(now),
            LastModified = Stamp(now),
            Organizer = new Organizer($"mailto:{configuration["Calendar:Organizer"] ?? $"mechanism@{_host}"}") { CommonName = "GFMD Mayors Mechanism" },
            Attendees = { AttendeeOf(person.Name, email) },
        });
        return Write(calendar);
    }

    /// <summary>Takes the event back, as it was told.</summary>
    public static string Cancel(string request, DateTimeOffset now)
    {
        var calendar = Calendar.Load(request)!;
        calendar.Method = CalendarMethods.Cancel;
        var told = calendar.Events.Single();
        (told.Status, told.Sequence) = (EventStatus.Cancelled, told.Sequence + 1);
        (told.DtStamp, told.LastModified) = (Stamp(now), Stamp(now));
        return Write(calendar);
    }

    static Attendee AttendeeOf(string name, string email) => new($"mailto:{email}")
    {
        // A parameter takes neither line breaks nor quotes (RFC 5545, section 3.1).
        CommonName = string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c == '"' ? '\'' : c)),
        Rsvp = false,
        ParticipationStatus = EventParticipationStatus.NeedsAction,
    };

    /// <summary>In the first of the person's languages that we write and the session has; else in English, else in any.</summary>
    static string TitleFor(PersonCopy person, Session session)
    {
        var wanted = person.Languages.Select(tag => tag.Split('-')[0]).Where(ServiceDefaults.Api.Text.Languages.Contains).Append("en");
        return wanted.Select(language => session.Title.FirstOrDefault(title => title.Key.Split('-')[0] == language).Value)
            .FirstOrDefault(title => title is not null) ?? session.Title.First().Value;
    }

    static CalDateTime Stamp(DateTimeOffset time) => new(time.UtcDateTime.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond)));

    static string Write(Calendar calendar) => new CalendarSerializer().SerializeToString(calendar)!;
}
