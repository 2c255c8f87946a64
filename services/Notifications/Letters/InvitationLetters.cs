using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Inbox;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Notifications.Letters;

/// <summary>
/// Writes to the contact of an invited organisation: what it is invited to, each reminder, when the session moves, that the invitation was
/// withdrawn; and to who accepted, that the session moves or is cancelled. Only the newest state counts, beside what was last told, as in
/// <see cref="NominationLetters"/>. Nobody is told what they answered themselves.
/// </summary>
sealed class InvitationLetters(NotificationsDbContext db, TimeProvider clock) : EffectConsumer<NotificationsDbContext, InvitationChanged>(db)
{
    protected override IEnumerable<Guid> Concerned(InvitationChanged message) => message.ContactId is { } contact ? [message.Id, contact] : [message.Id];

    protected override async Task HandleOnceAsync(InvitationChanged message, CancellationToken cancel)
    {
        var invitation = await Db.Invitations.FindAsync([message.Id], cancel);
        if (message.Version <= invitation?.Version) return;
        invitation ??= new Invitation();
        invitation.Apply(message);
        if (Db.Entry(invitation).State is EntityState.Detached) Db.Add(invitation);

        var last = await LastAsync(invitation, cancel);
        if (message.State is "open") await AskAsync(invitation, last, message, cancel);
        else if (message.State is "accepted") await TellAcceptedAsync(invitation, last, message, cancel);
        else if (last is not null) await TakeBackAsync(invitation, last, message, cancel);
    }

    /// <summary>The last letter to who is the contact now. One that waits for who was it before is not sent.</summary>
    async Task<Letter?> LastAsync(Invitation invitation, CancellationToken cancel)
    {
        if (invitation.LetterId is not { } id) return null;
        var last = await Db.LockLetterAsync(id, cancel);
        if (last.PersonId == invitation.ContactId) return last;
        if (last.HasNotLeft) last.Discard(clock.GetUtcNow());
        invitation.TakeBack(null);
        return null;
    }

    async Task AskAsync(Invitation invitation, Letter? last, InvitationChanged message, CancellationToken cancel)
    {
        if (last is { HasNotLeft: true })
        {
            last.Restate(message);
            invitation.Tell(last, message.Reminders);
        }
        else if (message.ContactId is { } contact && invitation.IsAsking(contact, clock.GetUtcNow()) && await NewsAsync(invitation, last, message, cancel) is { } trigger)
        {
            invitation.Tell(Write(trigger, message, contact, last), message.Reminders);
        }
    }

    /// <summary>Who never got the first letter is not reminded of it: it is written again.</summary>
    async Task<LetterTrigger?> NewsAsync(Invitation invitation, Letter? last, InvitationChanged message, CancellationToken cancel) =>
        last is null or { Trigger: LetterTrigger.Invited, State: LetterState.Discarded, MayHaveLeft: false } ? LetterTrigger.Invited
        : message.Reminders > invitation.Reminders
            ? last is { Trigger: LetterTrigger.Invited, State: LetterState.Failed } ? LetterTrigger.Invited : LetterTrigger.InvitationReminder
        : IsAhead(message) && await IsMovedAsync(last, Occasion.Of(message), cancel) ? LetterTrigger.InvitationMoved
        : null;

    /// <summary>The contact was told another day or hour, and no letter that says this one is on its way or was tried in vain.</summary>
    async Task<bool> IsMovedAsync(Letter last, Occasion newest, CancellationToken cancel)
    {
        if (!newest.IsMovedSince(last.Occasion) && last.State is not LetterState.Discarded) return false;
        var told = last;
        while (told is { ToldNothing: true, Follows: { } before }) told = await Db.LockLetterAsync(before, cancel);
        return !told.ToldNothing && newest.IsMovedSince(told.Occasion);
    }

    /// <summary>Nobody is told of their own answer, and nobody of a session of the past: it is entered as it was.</summary>
    async Task TellAcceptedAsync(Invitation invitation, Letter? last, InvitationChanged message, CancellationToken cancel)
    {
        var (newest, known, latest) = (Occasion.Of(message), invitation.Known, last);
        last = last is { IsForAccepted: true } ? last : await RecallAsync(invitation, last, cancel);
        // They know what the letter before said: the one of the move stays here.
        if (last is not null && last.Id != latest?.Id) known = last.Occasion;
        LetterTrigger? news = !IsAhead(message) ? null
            : message.SessionCancelled ? last is { Trigger: LetterTrigger.AcceptedCancelled } ? null : LetterTrigger.AcceptedCancelled
            : known is not null && newest.IsMovedSince(known) ? LetterTrigger.AcceptedMoved
            : null;
        var letter = last;
        if (news is { } trigger && message.ContactId is { } contact)
        {
            if (last is { IsForAccepted: true, HasNotLeft: true }) last.Discard(clock.GetUtcNow());
            letter = Write(trigger, message, contact, last);
        }
        invitation.TellAccepted(letter, message.SessionCancelled ? null : newest);
    }

    /// <summary>A day of grace: a day ends later elsewhere.</summary>
    bool IsAhead(InvitationChanged message) => message.Date >= DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1);

    /// <summary>What asks for an answer and has not left stays here.</summary>
    async Task<Letter?> RecallAsync(Invitation invitation, Letter? last, CancellationToken cancel)
    {
        var told = last is null ? null : await Db.RecallAsync(last, clock.GetUtcNow(), cancel);
        invitation.TakeBack(told?.Id);
        return told;
    }

    async Task TakeBackAsync(Invitation invitation, Letter last, InvitationChanged message, CancellationToken cancel)
    {
        var told = await RecallAsync(invitation, last, cancel);
        if (message.State is "withdrawn" && told is { Invites: true } or { Trigger: LetterTrigger.AcceptedMoved })
        {
            told = Write(LetterTrigger.InvitationWithdrawn, message, told.PersonId, told);
        }
        invitation.TakeBack(told?.Id);
    }

    Letter Write(LetterTrigger trigger, InvitationChanged message, Guid contact, Letter? last)
    {
        var letter = new Letter(trigger, message, contact, last?.Id, clock.GetUtcNow());
        Db.Add(letter);
        return letter;
    }
}
