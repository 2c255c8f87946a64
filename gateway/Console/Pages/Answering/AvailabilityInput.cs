using System.Globalization;

namespace MayorsMechanism.Console.Pages.Answering;

/// <summary>When somebody can come, as they write it: a zone and times on its clocks.</summary>
public sealed class AvailabilityInput
{
    const string Pattern = "yyyy-MM-dd'T'HH:mm";
    const int Least = 2;

    public string? Zone { get; set; }
    public List<TimeInput> Times { get; set; } = [];

    public static AvailabilityInput Of(AvailabilityShown? known) => known is null ? new() : new()
    {
        Zone = known.TimeZone,
        Times = [.. known.Intervals.Select(span => new TimeInput { From = Local(span.From, known.TimeZone), To = Local(span.To, known.TimeZone) })],
    };

    /// <summary>Rows that were left empty go, but for one to write into; a form starts with two.</summary>
    public AvailabilityInput WithOneRowMore()
    {
        Times.RemoveAll(time => time.IsEmpty);
        do Times.Add(new());
        while (Times.Count < Least);
        return this;
    }

    /// <summary>As instants. Null when a time has a beginning and no end, or is no time.</summary>
    public IReadOnlyList<Span>? Intervals()
    {
        // The API says so when there is no such zone.
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(Zone ?? "", out var known) ? known : TimeZoneInfo.Utc;
        var filled = Times.Where(time => !time.IsEmpty).Select(time => (From: Instant(time.From, zone), To: Instant(time.To, zone))).ToList();
        return filled.All(time => time is { From: not null, To: not null }) ? [.. filled.Select(time => new Span(time.From!.Value, time.To!.Value))] : null;
    }

    static DateTimeOffset? Instant(string? local, TimeZoneInfo zone) =>
        DateTime.TryParse(local, CultureInfo.InvariantCulture, out var time) ? new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime() : null;

    static string Local(DateTimeOffset instant, string zone) =>
        TimeZoneInfo.ConvertTimeBySystemTimeZoneId(instant, zone).ToString(Pattern, CultureInfo.InvariantCulture);
}

/// <summary>One row of the form.</summary>
public sealed class TimeInput
{
    public string? From { get; set; }
    public string? To { get; set; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(From) && string.IsNullOrWhiteSpace(To);
}
