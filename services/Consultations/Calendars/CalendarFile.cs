using System.Text;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using MayorsMechanism.Consultations.Sessions;

namespace MayorsMechanism.Consultations.Calendars;

/// <summary>Sessions as iCalendar text (RFC 5545), each in the zone it is announced in.</summary>
sealed class CalendarFile(string? method = null)
{
    readonly Calendar _calendar = new() { Method = method, ProductId = "-//GFMD Mayors Mechanism//Consultations//EN" };
    readonly Dictionary<string, ZoneSpan> _zones = [];

    public CalendarEvent Add(string uid, int sequence, SessionFacts facts, IEnumerable<string> languages, DateTimeOffset modified)
    {
        var (language, title) = facts.TitleIn(languages);
        var entry = new CalendarEvent
        {
            Uid = uid,
            Sequence = sequence,
            Summary = title,
            Start = StartOf(facts),
            // Not DURATION: programs differ in what an hour and a half is while the clocks change.
            End = facts is { Start: { } start, Duration: { } length } ? At(start + length, facts.TimeZone) : null,
            Status = StatusOf(facts.State),
            DtStamp = Stamp(modified),
            LastModified = Stamp(modified),
        };
        entry.Properties["SUMMARY"]!.Parameters.Add(new CalendarParameter("LANGUAGE", language));
        _calendar.Events.Add(entry);
        return entry;
    }

    /// <summary>Where to take part in one of its languages (CONFERENCE, RFC 7986, section 5.11).</summary>
    public static void Join(CalendarEvent entry, string language, string link)
    {
        // As an address, which is not escaped as text is.
        var conference = new CalendarProperty("CONFERENCE", new Uri(link));
        conference.AddParameter("VALUE", "URI");
        conference.AddParameter("FEATURE", "VIDEO");
        conference.AddParameter("LANGUAGE", language);
        entry.AddProperty(conference);
    }

    /// <summary>What the whole calendar is called and how often it is worth asking for (RFC 7986), for programs that follow it.</summary>
    /// <param name="name">For people.</param>
    /// <param name="source">Where it is read; null when that is a secret.</param>
    public void Describe(string name, string? source = null)
    {
        _calendar.AddProperty("NAME", name);
        // What most programs read instead.
        _calendar.AddProperty("X-WR-CALNAME", name);
        _calendar.AddProperty("COLOR", "steelblue");
        AddTyped("REFRESH-INTERVAL", "DURATION", "PT1H");
        if (source is not null) AddTyped("SOURCE", "URI", source);
    }

    public string Write()
    {
        foreach (var (id, span) in _zones.OrderBy(zone => zone.Key, StringComparer.Ordinal)) _calendar.AddTimeZone(Zone.Spanning(id, span.First, span.Last));
        return Write(_calendar);
    }

    /// <summary>The serializer folds within characters that are two UTF-16 units: each line is folded anew, between characters.</summary>
    public static string Write(Calendar calendar) =>
        string.Join("\r\n", new CalendarSerializer().SerializeToString(calendar)!.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n").Select(Fold));

    /// <summary>At most 75 octets a line (RFC 5545, section 3.1).</summary>
    static string Fold(string line)
    {
        var (folded, octets) = (new StringBuilder(), 0);
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > 75) (_, octets) = (folded.Append("\r\n "), 1);
            folded.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }
        return folded.ToString();
    }

    public static CalDateTime Stamp(DateTimeOffset time) => new(time.UtcDateTime.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond)));

    CalDateTime StartOf(SessionFacts facts)
    {
        if (facts.Start is not { } start) return new CalDateTime(facts.Date);
        var end = start + (facts.Duration ?? TimeSpan.Zero);
        _zones[facts.TimeZone] = _zones.TryGetValue(facts.TimeZone, out var known) ? known.With(start, end) : new(start, end);
        return At(start, facts.TimeZone);
    }

    /// <summary>An hour that comes twice, when clocks go back, names its instant only in UTC.</summary>
    static CalDateTime At(DateTimeOffset instant, string zone)
    {
        var utc = new CalDateTime(instant.UtcDateTime);
        return Zone.IsTwice(zone, instant) ? utc : utc.ToTimeZone(zone);
    }

    static string StatusOf(SessionState state) => state switch
    {
        SessionState.Tentative => EventStatus.Tentative,
        SessionState.Cancelled => EventStatus.Cancelled,
        _ => EventStatus.Confirmed,
    };

    void AddTyped(string name, string type, string value)
    {
        var property = new CalendarProperty(name, value);
        property.AddParameter("VALUE", type);
        _calendar.Properties.Add(property);
    }

    readonly record struct ZoneSpan(DateTimeOffset First, DateTimeOffset Last)
    {
        public ZoneSpan With(DateTimeOffset start, DateTimeOffset end) => new(start < First ? start : First, end > Last ? end : Last);
    }
}
