using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Inbox;

namespace MayorsMechanism.Notifications.Letters;

/// <summary>
/// Writes to a person who was seated, and again when the seat is withdrawn. Only the newest state counts, so events in any order lead to
/// nothing, or to a request and then its cancellation. Nobody is told what they decided themselves: a decline.
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
        if (nomination.IsSeated && !nomination.Announced && IsAhead(message)) nomination.Announce(Write(LetterTrigger.NominationConfirmed, message, last));
        else if (nomination.IsSeated && last?.HasNotLeft is true) last.Restate(message);
        else if (!nomination.IsSeated && nomination.Announced) TakeBack(nomination, last!, message);
    }

    /// <summary>What was is entered, too, and nobody is invited to it. A day of grace: a day ends later elsewhere.</summary>
    bool IsAhead(NominationChanged message) => message.Date >= DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1);

    void TakeBack(Nomination nomination, Letter confirmation, NominationChanged message)
    {
        if (confirmation.HasNotLeft)
        {
            confirmation.Discard(clock.GetUtcNow());
            nomination.TakeBack(confirmation.Follows);
            return;
        }
        var isNews = message.State is "withdrawn" && confirmation.State is not LetterState.Failed;
        nomination.TakeBack((isNews ? Write(LetterTrigger.NominationWithdrawn, message, confirmation) : confirmation).Id);
    }

    Letter Write(LetterTrigger trigger, NominationChanged message, Letter? last)
    {
        var letter = new Letter(trigger, message, last?.Id, clock.GetUtcNow());
        Db.Add(letter);
        return letter;
    }
}
