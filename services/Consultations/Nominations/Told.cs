using MayorsMechanism.Consultations.Sessions;

namespace MayorsMechanism.Consultations.Nominations;

/// <summary>What a nominated person was last told of the session.</summary>
/// <param name="Facts">The session as they know it.</param>
/// <param name="Sequence">SEQUENCE of their calendar entry: 0 at first, and one more each time they are told anew.</param>
/// <param name="At">When.</param>
public sealed record Told(SessionFacts Facts, int Sequence, DateTimeOffset At)
{
    public Told Again(SessionFacts facts, DateTimeOffset at) => new(facts, Sequence + 1, at);
}

/// <summary>A seat as a person is told of it.</summary>
/// <param name="Told">What of the session.</param>
/// <param name="Calendar">The iTIP message; null when no start or address is known.</param>
/// <param name="For">Whom that message names; null when there is none.</param>
public sealed record SeatNotice(Told Told, string? Calendar, Guid? For);
