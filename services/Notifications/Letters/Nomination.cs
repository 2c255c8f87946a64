using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;

namespace MayorsMechanism.Notifications.Letters;

/// <summary>What the person of a nomination was told, beside its newest state: letters come from comparing the two.</summary>
public sealed class Nomination : Copy<NominationChanged>
{
    public string State { get; private set; } = null!;

    /// <summary>No letter asks for an answer any more.</summary>
    public bool Answered { get; private set; }

    /// <summary>The person was told of the seat, or a letter that says so is on its way.</summary>
    public bool Announced { get; private set; }

    /// <summary>Of what they were told, or are by that letter.</summary>
    public int Sequence { get; private set; }

    /// <summary>The last letter that was not discarded.</summary>
    public Guid? LetterId { get; private set; }

    public bool IsSeated => State is "confirmed" or "accepted";

    /// <param name="letter">Tells of the seat.</param>
    /// <param name="sequence">Of what it tells.</param>
    public void Announce(Letter letter, int sequence) => (Announced, LetterId, Sequence) = (true, letter.Id, sequence);

    /// <summary>The seat is gone; <paramref name="last"/> is the letter that counts now.</summary>
    public void TakeBack(Guid? last) => (Announced, LetterId) = (false, last);

    protected override void Take(NominationChanged newest) => (State, Answered) = (newest.State, newest.Answered);
}
