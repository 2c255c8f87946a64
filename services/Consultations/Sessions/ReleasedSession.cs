namespace MayorsMechanism.Consultations.Sessions;

/// <summary>A session as it was last released.</summary>
/// <param name="SessionId">Which one.</param>
/// <param name="Number">The release that last changed it.</param>
/// <param name="Facts">What participants know of it.</param>
/// <param name="Sequence">SEQUENCE of its calendar entry: 0, and one more with each release that changed its time, place or state.</param>
/// <param name="LastModified">When that release was made.</param>
/// <param name="JoiningLinks">Where to join it, by language: for the calendars of those who come, and nobody else.</param>
public sealed record ReleasedSession(
    Guid SessionId, int Number, SessionFacts Facts, int Sequence, DateTimeOffset LastModified, Dictionary<string, string>? JoiningLinks = null)
{
    /// <summary>The same session in a later release; itself when that changes nothing.</summary>
    public ReleasedSession Next(int number, SessionFacts facts, Dictionary<string, string> joiningLinks, DateTimeOffset now)
    {
        var changes = facts.ChangesSince(Facts);
        var isElsewhere = !joiningLinks.OrderBy(link => link.Key).SequenceEqual((JoiningLinks ?? []).OrderBy(link => link.Key));
        if (changes.Count == 0 && !isElsewhere) return this;
        // Links are shown in calendars of persons alone, whose entries have a SEQUENCE of their own.
        return new(SessionId, number, facts, SessionFacts.IsSignificant(changes) ? Sequence + 1 : Sequence, now, joiningLinks);
    }
}
