using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;

namespace MayorsMechanism.Outcomes.Copies;

/// <summary>What Consultations last told of a session.</summary>
public sealed class SessionCopy : Copy<SessionChanged>
{
    public Guid ConsultationId { get; private set; }
    public string Kind { get; private set; } = null!;

    /// <summary>By language (BCP 47).</summary>
    public Dictionary<string, string> Title { get; private set; } = [];

    /// <summary>The day in the session's zone.</summary>
    public DateOnly Date { get; private set; }

    public DateTimeOffset? Start { get; private set; }

    /// <summary>IANA name.</summary>
    public string TimeZone { get; private set; } = null!;

    public string State { get; private set; } = null!;

    protected override void Take(SessionChanged newest)
    {
        (ConsultationId, Kind, Title) = (newest.ConsultationId, newest.Kind, newest.Title);
        (Date, Start, TimeZone, State) = (newest.Date, newest.Start?.ToUniversalTime(), newest.TimeZone, newest.State);
    }
}
