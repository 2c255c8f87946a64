using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Inbox;

namespace MayorsMechanism.Notifications.Letters;

/// <summary>
/// Writes to a person who was seated, when the session moves, and when the seat is gone. Only the newest state counts, beside what was last
/// told: events in any order lead to nothing, or to a request and then its updates or cancellation. Nobody is told what they decided
/// themselves, but who declines is sent what takes the entry out of their calendar: they answered by a link, not there.
/// </summary>
sealed class NominationLetters(NotificationsDbContext db, TimeProvider clock) : EffectConsumer<NotificationsDbContext, NominationChanged>(db)
{
    protected override IEnumerable<Guid> Concerned(NominationChanged message) => [message.Id, message.PersonId];

    protected override async Task HandleOnceAsync(NominationChanged message, CancellationToken cancel)
    {
        var nomination = await Db.Nominations.FindAsync([message.Id], cancel);
        if (message.Version <= nomination?.Version) return;
        nomination ??= new Nomination();
        nomination.Apply(message);
        if (Db.Entry(nomination).State is Microsoft.EntityFrameworkCore.EntityState.Detached) Db.Add(nomination);

        var last = nomination.LetterId is { } id ? await Db.LockLetterAsync(id, cancel) : null;
        if (nomination.IsSeated) TellOfSeat(nomination, last, message);
        else if (nomination.Announced) await TakeBackAsync(nomination, last!, message, cancel);
    }

    void TellOfSeat(Nomination nomination, Letter? last, NominationChanged message)
    {
        if (last is { HasNotLeft: true, Invites: true })
        {
            last.Restate(message);
            nomination.Announce(last, message.Sequence);
        }
        else if (IsAhead(message) && NewsOfSeat(nomination, last, message) is { } trigger)
        {
            nomination.Announce(Write(trigger, message, last), message.Sequence);
        }
    }

    /// <summary>Who never got the first letter has not heard of what moved.</summary>
    static LetterTrigger? NewsOfSeat(Nomination nomination, Letter? last, NominationChanged message) =>
        !nomination.Announced ? LetterTrigger.NominationConfirmed
        : message.Sequence <= nomination.Sequence ? null
        : last is { Trigger: LetterTrigger.NominationConfirmed, State: LetterState.Failed } ? LetterTrigger.NominationConfirmed
        : LetterTrigger.NominationMoved;

    /// <summary>What was is entered, too, and nobody is invited to it. A day of grace: a day ends later elsewhere.</summary>
    bool IsAhead(NominationChanged message) => message.Date >= DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1);

    async Task TakeBackAsync(Nomination nomination, Letter last, NominationChanged message, CancellationToken cancel)
    {
        var letter = await Db.RecallAsync(last, clock.GetUtcNow(), cancel);
        LetterTrigger? news = message switch
        {
            { SessionCancelled: true } => LetterTrigger.SessionCancelled,
            { State: "withdrawn" } => LetterTrigger.NominationWithdrawn,
            { State: "declined", Calendar: not null } when letter?.Calendar is not null => LetterTrigger.NominationDeclined,
            _ => null,
        };
        nomination.TakeBack(letter is null || news is not { } trigger ? letter?.Id ?? last.Follows : Write(trigger, message, letter).Id);
    }

    Letter Write(LetterTrigger trigger, NominationChanged message, Letter? last)
    {
        var letter = new Letter(trigger, message, last?.Id, clock.GetUtcNow());
        Db.Add(letter);
        return letter;
    }
}
