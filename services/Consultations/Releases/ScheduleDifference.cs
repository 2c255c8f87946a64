using MayorsMechanism.Consultations.Sessions;

namespace MayorsMechanism.Consultations.Releases;

/// <summary>A session that differs between two releases.</summary>
/// <param name="Fields">The names of the fields that differ.</param>
/// <param name="From">As it was.</param>
/// <param name="To">As it is.</param>
public sealed record SessionDifference(IReadOnlyList<string> Fields, ScheduledSession From, ScheduledSession To);

/// <summary>What a release changes, compared with an earlier one. A session stands in one of the lists.</summary>
/// <param name="From">The number of the earlier one; 0 for nothing at all.</param>
/// <param name="To">The number of the later one.</param>
/// <param name="Added">Sessions that are new.</param>
/// <param name="Moved">Sessions with another time or place.</param>
/// <param name="Cancelled">Sessions that will not be held.</param>
/// <param name="Changed">Sessions with another title, say, at the same time and place.</param>
public sealed record ScheduleDifference(
    int From, int To, IReadOnlyList<ScheduledSession> Added, IReadOnlyList<SessionDifference> Moved, IReadOnlyList<SessionDifference> Cancelled,
    IReadOnlyList<SessionDifference> Changed)
{
    /// <param name="from">Null: nothing at all.</param>
    /// <param name="to">A later one.</param>
    public static ScheduleDifference Between(ScheduleRelease? from, ScheduleRelease to)
    {
        var before = (from?.Sessions ?? []).ToDictionary(session => session.SessionId);
        var different = to.Sessions.Where(session => before.ContainsKey(session.SessionId))
            .Select(session => Compare(before[session.SessionId], session)).Where(difference => difference.Fields.Count > 0)
            .ToLookup(KindOf);
        return new(from?.Number ?? 0, to.Number, [.. to.Sessions.Where(session => !before.ContainsKey(session.SessionId)).Select(ScheduledSession.Of)],
            [.. different["moved"]], [.. different["cancelled"]], [.. different["changed"]]);
    }

    static SessionDifference Compare(ReleasedSession before, ReleasedSession after) =>
        new(after.Facts.ChangesSince(before.Facts), ScheduledSession.Of(before), ScheduledSession.Of(after));

    static string KindOf(SessionDifference difference) =>
        difference.To.State is SessionState.Cancelled && difference.Fields.Contains("state") ? "cancelled"
        : SessionFacts.IsMove(difference.Fields) ? "moved" : "changed";
}
