using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;

namespace MayorsMechanism.Notifications.Letters;

/// <summary>What the contact of an invitation was told, beside its newest state: letters come from comparing the two.</summary>
public sealed class Invitation : Copy<InvitationChanged>
{
    public string State { get; private set; } = null!;
    public Guid? ContactId { get; private set; }
    public DateTimeOffset Deadline { get; private set; }

    /// <summary>Up to which reminder the contact was told, or is by a letter on its way.</summary>
    public long Reminders { get; private set; }

    /// <summary>The last letter to the contact that counts; null when there is none.</summary>
    public Guid? LetterId { get; private set; }

    /// <summary>What who accepted knows of the day and hour: by the last letter, or by then. Null when nothing is known of that.</summary>
    public Occasion? Known { get; private set; }

    /// <summary>Whether an answer of this person is still asked for.</summary>
    public bool IsAsking(Guid person, DateTimeOffset now) => State is "open" && ContactId == person && now <= Deadline;

    /// <param name="letter">Says the newest to the contact.</param>
    /// <param name="reminders">How many were asked for when it was written.</param>
    public void Tell(Letter letter, long reminders) => (LetterId, Reminders, Known) = (letter.Id, reminders, letter.Occasion);

    /// <summary>Who accepted was told by this letter, or by none.</summary>
    public void TellAccepted(Letter? letter, Occasion? known) => (LetterId, Known) = (letter?.Id ?? LetterId, known);

    /// <summary>No more is said, or to somebody else; <paramref name="last"/> is the letter that counts now.</summary>
    public void TakeBack(Guid? last) => (LetterId, Known) = (last, null);

    protected override void Take(InvitationChanged newest) => (State, ContactId, Deadline) = (newest.State, newest.ContactId, newest.Deadline);
}
