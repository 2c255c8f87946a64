using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using NodaTime;
using NodaTime.TimeZones;

namespace MayorsMechanism.Consultations.Calendars;

/// <summary>
/// A VTIMEZONE (RFC 5545, section 3.6.5) of the observances around its events, each with the day it really began: the rules that
/// Ical.Net would write repeat yearly, which is wrong where they are irregular (Africa/Casablanca) or were changed.
/// </summary>
static class Zone
{
    static readonly NodaTime.Duration Margin = NodaTime.Duration.FromDays(2);

    // An offset that has always been: 1970 is before any session.
    static readonly LocalDateTime Always = new(1970, 1, 1, 0, 0);

    /// <param name="id">IANA name.</param>
    /// <param name="first">When the first event begins.</param>
    /// <param name="last">When the last one ends.</param>
    public static VTimeZone Spanning(string id, DateTimeOffset first, DateTimeOffset last)
    {
        var zone = DateTimeZoneProviders.Tzdb[id];
        var component = new VTimeZone(id);
        var (from, to) = (Instant.FromDateTimeOffset(first) - Margin, Instant.FromDateTimeOffset(last) + Margin);
        foreach (var interval in zone.GetZoneIntervals(from, to)) component.AddChild(Observance(zone, interval));
        return component;
    }

    /// <summary>Whether the clocks of the zone show the hour of that instant a second time.</summary>
    public static bool IsTwice(string id, DateTimeOffset instant)
    {
        var zone = DateTimeZoneProviders.Tzdb[id];
        return zone.MapLocal(Instant.FromDateTimeOffset(instant).InZone(zone).LocalDateTime).Count > 1;
    }

    static VTimeZoneInfo Observance(DateTimeZone zone, ZoneInterval interval)
    {
        var before = interval.HasStart ? zone.GetZoneInterval(interval.Start - NodaTime.Duration.Epsilon).WallOffset : interval.WallOffset;
        // DTSTART is told in the offset that ends there.
        var onset = interval.HasStart ? interval.Start.WithOffset(before).LocalDateTime : Always;
        return new VTimeZoneInfo(interval.Savings == Offset.Zero ? Components.Standard : Components.Daylight)
        {
            Start = new CalDateTime(onset.ToDateTimeUnspecified()),
            OffsetFrom = new UtcOffset(before.ToTimeSpan()),
            OffsetTo = new UtcOffset(interval.WallOffset.ToTimeSpan()),
            TimeZoneName = interval.Name,
        };
    }
}
