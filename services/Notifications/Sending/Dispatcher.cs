using System.Diagnostics;
using MayorsMechanism.Messaging;
using MayorsMechanism.Notifications.Letters;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>
/// Sends letters one by one. A claim is committed before the letter leaves, together with the hash of its link; what became of it is
/// committed after. Any number of replicas may do so: a claim whose owner died is taken over.
/// </summary>
sealed class Dispatcher(IServiceScopeFactory scopes, Delivery delivery, Mail mail, TimeProvider clock, ILogger<Dispatcher> log)
    : Worker(new Signal(), log)
{
    static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(15);
    static readonly ActivitySource Source = new("MayorsMechanism.Notifications");

    protected override async Task<bool> WorkAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await NextAsync(db, cancel) is not { } letter) return false;

        using var activity = Start(letter);
        var claim = await ClaimAsync(db, letter, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        if (claim is null) return true;

        // From here on it is finished even when the service is asked to stop.
        var attempt = await AttemptAsync(claim);
        activity?.SetTag("mail.outcome", attempt.Outcome.ToString());
        if (!attempt.IsDelivery)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            log.LogWarning("Letter {Letter} did not leave: {Outcome}", letter.Id, attempt.Outcome);
        }
        await EndAsync(db, claim, attempt);
        return true;
    }

    static Activity? Start(Letter letter)
    {
        ActivityContext.TryParse(letter.TraceParent, null, isRemote: true, out var parent);
        return Source.StartActivity("send mail", ActivityKind.Client, parent)
            ?.SetTag("letter.id", letter.Id).SetTag("letter.trigger", letter.Trigger.ToString());
    }

    /// <summary>The next that is due, whose recipient is known here and whose predecessor has left.</summary>
    async Task<Letter?> NextAsync(NotificationsDbContext db, CancellationToken cancel) => (await db.Letters.FromSql($"""
        SELECT * FROM letters AS l
        WHERE state IN ('queued', 'sending') AND due_at <= {clock.GetUtcNow()} AND (erased OR recipient_of(person_id) IS NOT NULL)
            AND NOT EXISTS (SELECT FROM letters AS before WHERE before.id = l.follows AND before.state IN ('queued', 'sending'))
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
        """).ToListAsync(cancel)).SingleOrDefault();

    /// <summary>Null when there is nothing to send after all; the letter then says why.</summary>
    async Task<Claim?> ClaimAsync(NotificationsDbContext db, Letter letter, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (letter.Erased)
        {
            // Who was sending it has died, and may have left a file.
            delivery.Forget(letter.Id);
            letter.Discard(now);
            return null;
        }
        if (await IsOvertakenAsync(db, letter, cancel))
        {
            letter.Discard(now);
            return null;
        }
        var recipient = await db.RecipientOf(letter.PersonId).AsNoTracking().SingleAsync(cancel);
        if (!MailboxAddress.TryParse(recipient.Email ?? "", out var address))
        {
            letter.Refuse("no-address", now);
            return null;
        }
        letter.Claim(recipient.Id, now);
        var link = await AsksAsync(db, letter, cancel) ? new OneTimeLink(letter) : null;
        if (link is not null) db.Tell(link.Issue(now));
        return new Claim(letter, recipient.Name.ReplaceLineEndings(" "), address.Address, recipient.Languages, link);
    }

    /// <summary>It asks somebody to come who is not to any more, or takes back what nobody was told.</summary>
    async Task<bool> IsOvertakenAsync(NotificationsDbContext db, Letter letter, CancellationToken cancel)
    {
        if (letter.Invites)
        {
            return letter.InvitationId is { } invitation
                ? !(await db.Invitations.SingleAsync(i => i.Id == invitation, cancel)).IsAsking(letter.PersonId, clock.GetUtcNow())
                : !(await db.Nominations.SingleAsync(n => n.Id == letter.NominationId, cancel)).IsSeated;
        }
        if (letter.IsForAccepted)
        {
            var invitation = await db.Invitations.SingleAsync(i => i.Id == letter.InvitationId, cancel);
            // Withdrawn since, too: nobody is to come to what is cancelled.
            return invitation.ContactId != letter.PersonId
                || !(invitation.State is "accepted" || (letter.Trigger is LetterTrigger.AcceptedCancelled && invitation.State is "withdrawn"));
        }
        for (var told = letter; told.Follows is { } before;)
        {
            told = await db.Letters.SingleAsync(l => l.Id == before, cancel);
            if (told.MayHaveLeft) return false;
            if (!told.Adds && !told.IsForAccepted) break;
        }
        return true;
    }

    static async Task<bool> AsksAsync(NotificationsDbContext db, Letter letter, CancellationToken cancel) =>
        letter.Invites && (letter.InvitationId is not null || await db.Nominations.AnyAsync(n => n.Id == letter.NominationId && !n.Answered, cancel));

    async Task<Attempt> AttemptAsync(Claim claim)
    {
        using var patience = new CancellationTokenSource(LongestAttempt);
        var otherwise = Outcome.Failed;
        try
        {
            var message = mail.Compose(claim.Letter, new MailboxAddress(claim.Name, claim.Address), claim.Words(claim.Link?.At(mail.Origin)), clock.GetUtcNow());
            otherwise = Outcome.Unknown;
            var (outcome, reason) = await delivery.DeliverAsync(claim.Letter.Id, message, patience.Token);
            return new Attempt(clock.GetUtcNow(), outcome, reason);
        }
        catch (Exception e)
        {
            log.LogError(e, "Letter {Letter} could not be made or delivered", claim.Letter.Id);
            return new Attempt(clock.GetUtcNow(), otherwise, e.GetType().Name);
        }
    }

    async Task EndAsync(NotificationsDbContext db, Claim claim, Attempt attempt)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync();
        Guid[] people = [claim.Letter.PersonId, claim.Letter.RecipientId!.Value];
        await AdvisoryLock.TakeAsync(db, people, CancellationToken.None);
        var letter = await db.LockLetterAsync(claim.Letter.Id, CancellationToken.None);
        if (letter.Erased) delivery.Forget(letter.Id);
        var kept = attempt.IsDelivery ? claim.Words(claim.Link is null ? null : OneTimeLink.Dead(mail.Origin)) : null;
        letter.End(attempt, claim.Letter.Tries, kept);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    /// <summary>A letter of which this replica makes the present attempt.</summary>
    sealed record Claim(Letter Letter, string Name, string Address, string[] Languages, OneTimeLink? Link)
    {
        public Words Words(string? link) => Letters.Words.For(Letter, Name, Languages, link);
    }
}
