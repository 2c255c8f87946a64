using System.Text.RegularExpressions;
using Ical.Net;
using Ical.Net.DataTypes;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.ServiceDefaults;

namespace MayorsMechanism.Consultations.Calendars;

/// <summary>
/// What a participant's calendar is told (iTIP, RFC 5546, for mail by RFC 6047). The answer comes by link, not by the calendar: RSVP=FALSE.
/// <c>Calendar:Organizer</c> is the address that the events come from.
/// </summary>
sealed partial class ParticipantCalendar(IConfiguration configuration)
{
    readonly string _host = new Uri(configuration.PublicOrigin()).Host;

    /// <summary>The seat as the person is to be told of it, for the first time or anew.</summary>
    public SeatNotice Invite(Nomination nomination, SessionFacts facts, PersonCopy? person, DateTimeOffset now)
    {
        var told = nomination.Told?.Again(facts, now) ?? new Told(facts, 0, now);
        var answer = nomination.State is NominationState.Accepted ? EventParticipationStatus.Accepted : EventParticipationStatus.NeedsAction;
        return person is not null && facts.Start is not null && AttendeeOf(person, answer) is { } attendee
            ? new(told, Request(nomination.Id, told, person, attendee), person.Id)
            : new(told, null, null);
    }

    /// <summary>Takes the event back, as it was told.</summary>
    public static string Cancel(string request, int sequence, DateTimeOffset now)
    {
        var calendar = Calendar.Load(request)!;
        calendar.Method = CalendarMethods.Cancel;
        var told = calendar.Events.Single();
        (told.Status, told.Sequence) = (EventStatus.Cancelled, sequence);
        (told.DtStamp, told.LastModified) = (CalendarFile.Stamp(now), CalendarFile.Stamp(now));
        return CalendarFile.Write(calendar);
    }

    /// <summary>The same seat in the calendar that the person follows. Only who has accepted is named in it, and told where to join.</summary>
    public void AddSeat(CalendarFile file, Nomination nomination, Session session, PersonCopy person, string? language)
    {
        var told = nomination.Told!;
        var isSeated = nomination.State is not NominationState.Withdrawn;
        var latest = isSeated && session.Released is { } released && released.LastModified > told.At ? released.LastModified : told.At;
        var entry = file.Add(UidOf(nomination.Id), told.Sequence, isSeated && session.Released is { Facts: var facts } ? facts : told.Facts,
            language is null ? person.Languages : [language], latest);
        entry.Status = isSeated ? EventStatus.Confirmed : EventStatus.Cancelled;
        if (nomination.State is not (NominationState.Accepted or NominationState.Attended)) return;
        if (AttendeeOf(person, EventParticipationStatus.Accepted) is { } attendee) (entry.Organizer, entry.Attendees) = (Mechanism, [attendee]);
        foreach (var (spoken, link) in session.Released?.JoiningLinks ?? []) CalendarFile.Join(entry, spoken, link);
    }

    /// <summary>Names the entry of a session, or of a nomination for it, in letters and in feeds.</summary>
    public string UidOf(Guid record) => $"{record}@{_host}";

    /// <summary>A seat is certain whether or not its session is confirmed yet.</summary>
    string Request(Guid nomination, Told told, PersonCopy person, Attendee attendee)
    {
        var file = new CalendarFile(CalendarMethods.Request);
        var entry = file.Add(UidOf(nomination), told.Sequence, told.Facts, person.Languages, told.At);
        entry.Status = EventStatus.Confirmed;
        (entry.Organizer, entry.Attendees) = (Mechanism, [attendee]);
        return file.Write();
    }

    Organizer Mechanism => new($"mailto:{configuration["Calendar:Organizer"] ?? $"mechanism@{_host}"}") { CommonName = "GFMD Mayors Mechanism" };

    /// <summary>Null without an address that can stand in a calendar.</summary>
    static Attendee? AttendeeOf(PersonCopy person, string status) => AddressOf(person.Email) is not { } address ? null : new(address)
    {
        // A parameter takes neither line breaks nor quotes (RFC 5545, section 3.1).
        CommonName = string.Concat(person.Name.Select(c => char.IsControl(c) ? ' ' : c == '"' ? '\'' : c)),
        Rsvp = false,
        ParticipationStatus = status,
    };

    /// <summary>What an address may contain and a URI may not is escaped (RFC 6068, section 2).</summary>
    static Uri? AddressOf(string? email) =>
        email is not null && Uri.TryCreate($"mailto:{NotOfUris().Replace(email, c => Uri.HexEscape(c.Value[0]))}", UriKind.Absolute, out var address) ? address : null;

    [GeneratedRegex("[%/?#&^`{|}]")]
    private static partial Regex NotOfUris();
}
