using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Consultations.Answers;

public enum AnswerChannel { Phone, Mail, Message, Meeting, Assistant, Other }

/// <summary>How an answer reached the secretariat, for whoever records it for somebody else.</summary>
/// <param name="Channel">The way it came.</param>
/// <param name="Date">The day it was given, not after today.</param>
/// <param name="Evidence">Where that can be looked up, or who said so.</param>
public sealed record Recorded(AnswerChannel Channel, DateOnly Date, [Text(2000)] string? Evidence = null);

/// <summary>That an answer was not given by the one whose answer it is, but recorded for them.</summary>
/// <param name="By">Who recorded it: a staff account or a client; only the secretariat is told, as of the evidence.</param>
/// <param name="Channel">The way it came; null when nobody said.</param>
/// <param name="Date">The day it was given.</param>
/// <param name="Evidence">Where that can be looked up.</param>
public sealed record RecordedAnswer(string? By, AnswerChannel? Channel, DateOnly? Date, string? Evidence)
{
    // Somewhere it is a day later than in UTC.
    static readonly TimeSpan Furthest = TimeSpan.FromHours(14);

    /// <summary>Networks know that it was recorded; on what ground is the secretariat's.</summary>
    public RecordedAnswer KnownTo(Caller caller) => caller.IsSecretariat ? this : this with { By = null, Evidence = null };

    /// <exception cref="ShapeException">The answer is of a day that nobody has seen yet.</exception>
    public static RecordedAnswer Of(Caller caller, Recorded? recorded, DateTimeOffset now)
    {
        if (recorded?.Date > DateOnly.FromDateTime((now + Furthest).UtcDateTime)) throw new ShapeException("recorded.date", "date-ahead");
        return new(caller.Subject, recorded?.Channel, recorded?.Date, recorded?.Evidence);
    }
}
