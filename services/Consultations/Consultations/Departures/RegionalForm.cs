using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.Consultations.Sessions;

namespace MayorsMechanism.Consultations.Consultations.Departures;

/// <summary>The form of a regional consultation: an opening plenary, a session on each of three selected themes, a closing plenary.</summary>
static class RegionalForm
{
    /// <returns>Nothing for a consultation that was not planned in this form.</returns>
    public static IReadOnlyList<Departure> DeparturesOf(Consultation consultation, Cycle cycle, IEnumerable<Session> sessions)
    {
        if (consultation.Template is not ConsultationTemplate.RegionalConsultation) return [];
        var all = sessions.Where(s => s.State is not SessionState.Cancelled).OrderBy(s => s.Date).ThenBy(s => s.Start).ThenBy(s => s.Id).ToList();
        var topics = all.Where(s => s.IsOnATopic).ToList();
        return
        [
            .. Plenaries(all, SessionKind.OpeningPlenary, DepartureRule.OpeningMissing, DepartureRule.OpeningRepeated),
            .. Topics(topics),
            .. topics.SelectMany(s => Theme(s, consultation, cycle)),
            .. consultation.Themes.Where(theme => topics.All(s => s.ThemeId != theme))
                .Select(theme => new Departure(DepartureRule.ThemeWithoutSession, ThemeId: theme)),
            .. all.Where(s => s.Kind is SessionKind.ClosingSession).Select(s => new Departure(DepartureRule.ClosingSession, s.Id)),
            .. Plenaries(all, SessionKind.ClosingPlenary, DepartureRule.ClosingMissing, DepartureRule.ClosingRepeated),
        ];
    }

    static IEnumerable<Departure> Plenaries(List<Session> all, SessionKind kind, DepartureRule missing, DepartureRule repeated) =>
        all.Count(s => s.Kind == kind) switch
        {
            0 => [new(missing)],
            1 => [],
            var several => [new(repeated, Expected: 1, Actual: several)],
        };

    static IEnumerable<Departure> Topics(List<Session> topics)
    {
        if (topics.Count != Consultation.ThemesOfARegion)
        {
            yield return new(DepartureRule.TopicSessions, Expected: Consultation.ThemesOfARegion, Actual: topics.Count);
        }
        foreach (var session in topics.Where(s => s.Kind is SessionKind.Additional)) yield return new(DepartureRule.AdditionalSession, session.Id);
    }

    /// <summary>As long as nothing is selected, any theme of the cycle will do.</summary>
    static IEnumerable<Departure> Theme(Session session, Consultation consultation, Cycle cycle)
    {
        if (session.ThemeId is not { } theme || cycle.Themes.All(known => known.Id != theme)) yield return new(DepartureRule.ThemeOutside, session.Id, session.ThemeId);
        else if (consultation.Themes.Length > 0 && !consultation.Themes.Contains(theme)) yield return new(DepartureRule.ThemeNotSelected, session.Id, theme);
    }
}
