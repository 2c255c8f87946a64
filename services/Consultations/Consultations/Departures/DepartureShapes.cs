using MayorsMechanism.Consultations.Answers;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Consultations.Departures;

/// <summary>That somebody agreed to a departure.</summary>
/// <param name="Departure">The key of a departure that the consultation has now.</param>
/// <param name="Reason">Why.</param>
/// <param name="AgreedBy">Who agreed, in words.</param>
/// <param name="Recorded">When they did, and how you know.</param>
public sealed record ExceptionBody([Text(120)] string Departure, [Text(2000)] string Reason, [Text(300)] string AgreedBy, Recorded Recorded)
{
    public static ExceptionBody Example => new("topic-sessions.4", "The narratives on migration are a matter of this region",
        "Chair (United Arab Emirates) and host (Costa Rica)", new(AnswerChannel.Meeting, new(2020, 5, 28), "Minutes of the preparatory call"));
}

/// <param name="Id">Names the exception.</param>
/// <param name="Version">1: it is recorded or removed, not changed.</param>
/// <param name="ConsultationId">Whose.</param>
/// <param name="Departure">The key of what was agreed to.</param>
/// <param name="Reason">Why.</param>
/// <param name="AgreedBy">Who agreed, in words.</param>
/// <param name="Recorded">When they did, how it is known, and who wrote it down.</param>
/// <param name="RecordedAt">When it was written down.</param>
public sealed record ExceptionResponse(
    Guid Id, int Version, Guid ConsultationId, string Departure, string Reason, string AgreedBy, RecordedAnswer Recorded, DateTimeOffset RecordedAt) : IVersioned
{
    internal static ExceptionResponse Of(ExceptionRecord e) => new(e.Id, e.Version, e.ConsultationId, e.Departure, e.Reason, e.AgreedBy, e.Recorded, e.RecordedAt);
}

/// <summary>How a consultation differs from the form it was planned in.</summary>
/// <param name="Key">The same as long as it is the same difference.</param>
/// <param name="Rule">Which rule it departs from.</param>
/// <param name="SessionId">The session that departs.</param>
/// <param name="ThemeId">The selected theme that no session is about.</param>
/// <param name="Expected">How many the form has.</param>
/// <param name="Actual">How many there are.</param>
/// <param name="Exception">Who agreed; null as long as nobody has answered for it.</param>
public sealed record DepartureResponse(
    string Key, DepartureRule Rule, Guid? SessionId, Guid? ThemeId, int? Expected, int? Actual, ExceptionResponse? Exception)
{
    internal static DepartureResponse Of(Departure d, ExceptionRecord? agreed) =>
        new(d.Key, d.Rule, d.SessionId, d.ThemeId, d.Expected, d.Actual, agreed is null ? null : ExceptionResponse.Of(agreed));
}
