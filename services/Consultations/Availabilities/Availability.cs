using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Availabilities;

/// <summary>From one instant to another, the second not included.</summary>
public sealed record Interval(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Also when both begin at once and nobody said how long they take.</summary>
    public bool Overlaps(Interval other) => From == other.From || (From < other.To && To > other.From);
}

/// <summary>When a person can come to the sessions of a consultation, and on which clocks they live meanwhile.</summary>
public sealed class Availability : Entity
{
    public Guid ConsultationId { get; private set; }
    public Guid PersonId { get; private set; }

    /// <summary>The network that entered or last changed it; null when the secretariat or the person did.</summary>
    public Guid? EnteredBy { get; private set; }

    /// <summary>It is the person's own word, by a one-time link, and nobody changed it since.</summary>
    public bool ByPerson { get; private set; }

    /// <summary>Where the person will be: an IANA name.</summary>
    public string TimeZone { get; private set; } = null!;

    /// <summary>In order, none touching another. Empty when only the zone is known.</summary>
    public Interval[] Intervals { get; private set; } = [];

    Availability() { }

    public Availability(Guid consultation, AvailabilityBody facts, Guid? enteredBy)
    {
        (ConsultationId, PersonId, EnteredBy) = (consultation, facts.PersonId, enteredBy);
        Set(facts);
    }

    /// <param name="facts">When the person can come.</param>
    /// <param name="by">The network that says so now; null for the secretariat.</param>
    public void Change(AvailabilityBody facts, Guid? by)
    {
        Set(facts);
        EnteredBy = by;
    }

    /// <summary>The person says so, whatever was entered for them before.</summary>
    public void Say(AvailabilityBody facts)
    {
        Set(facts);
        (EnteredBy, ByPerson) = (null, true);
    }

    void Set(AvailabilityBody facts)
    {
        Interval[] ordered = [.. (facts.Intervals ?? []).OrderBy(interval => interval.From)];
        if (ordered.Any(interval => interval.To <= interval.From)) throw new ShapeException("intervals", "ends-before-it-starts");
        if (ordered.Zip(ordered.Skip(1)).Any(pair => pair.Second.From < pair.First.To)) throw new ShapeException("intervals", "intervals-overlap");
        (TimeZone, Intervals, ByPerson) = (facts.TimeZone, Joined(ordered), false);
    }

    /// <summary>Where one ends as the next begins, they are one.</summary>
    static Interval[] Joined(Interval[] ordered)
    {
        List<Interval> joined = [];
        foreach (var interval in ordered)
        {
            if (joined is [.., var last] && last.To == interval.From) joined[^1] = last with { To = interval.To };
            else joined.Add(interval);
        }
        return [.. joined];
    }

    /// <summary>Nothing is known against it when no interval was given.</summary>
    public bool Allows(DateTimeOffset start, DateTimeOffset end) =>
        Intervals.Length == 0 || Intervals.Any(interval => interval.From <= start && end <= interval.To);
}
