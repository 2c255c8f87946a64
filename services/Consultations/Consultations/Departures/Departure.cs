using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Consultations.Departures;

/// <summary>How a consultation may differ from the form it was planned in.</summary>
public enum DepartureRule
{
    OpeningMissing, OpeningRepeated, ClosingMissing, ClosingRepeated, ClosingSession, TopicSessions, AdditionalSession, ThemeOutside, ThemeNotSelected,
    ThemeWithoutSession,
}

/// <summary>One difference, found by looking at the sessions as they are. Cancelled ones do not count.</summary>
/// <param name="Rule">Which rule it departs from.</param>
/// <param name="SessionId">The session that departs.</param>
/// <param name="ThemeId">The theme that it is about.</param>
/// <param name="Expected">How many the form has.</param>
/// <param name="Actual">How many there are.</param>
public sealed record Departure(DepartureRule Rule, Guid? SessionId = null, Guid? ThemeId = null, int? Expected = null, int? Actual = null)
{
    /// <summary>The same as long as it is the same difference: an exception for four sessions is none for five, nor one for a theme for another.</summary>
    public string Key => string.Join('.', new[] { KebabCase.Of(Rule), $"{SessionId}", $"{ThemeId}", $"{Actual}" }
        .Where(part => part.Length > 0));
}
