using MayorsMechanism.Messaging;
using MayorsMechanism.Notifications.Letters;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using Npgsql;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>
/// The letters to send. A claim is committed before the letter leaves, together with the hash of its link; what became of it is committed
/// after. Any number of replicas may do so: a claim whose owner died is taken over.
/// </summary>
sealed class LetterQueue(IServiceScopeFactory scopes, Delivery delivery, Mail mail, Proofs proofs, TimeProvider clock, ILogger<LetterQueue> log)
{
    static readonly TimeSpan UnreadableFor = TimeSpan.FromMinutes(10);

    /// <summary>Claims the next; null when none is due.</summary>
    /// <param name="mine">Those being sent here, however long that takes.</param>
    /// <param name="cancel">Stops before the claim.</param>
    public async Task<Claim?> NextAsync(Guid[] mine, CancellationToken cancel)
    {
        while (true)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            if (await DueAsync(db, mine, cancel) is not { } id) return null;
            try
            {
                var claim = await ClaimAsync(db, await db.LockLetterAsync(id, cancel), cancel);
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
                if (claim is not null) return claim;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested && !IsPassing(e))
            {
                await transaction.DisposeAsync();
                log.LogError(e, "Letter {Letter} cannot be claimed and is set aside", id);
                await SetAsideAsync(id, e, cancel);
            }
        }
    }

    /// <summary>Says that the claims are still worked on.</summary>
    public Task RenewAsync(Claim claim, CancellationToken cancel) => InScopeAsync(db => db.Letters
        .Where(letter => letter.Id == claim.Letter.Id && letter.State == LetterState.Sending && letter.Tries == claim.Letter.Tries)
        .ExecuteUpdateAsync(set => set.SetProperty(letter => letter.DueAt, clock.GetUtcNow() + Letter.Lease), cancel));

    /// <summary>Gives a claim back, as if it had never been.</summary>
    public Task ReleaseAsync(Claim claim) => ChangeAsync(claim, letter => letter.Release(claim.Letter.Tries, clock.GetUtcNow()));

    public Task EndAsync(Claim claim, Attempt attempt)
    {
        var kept = attempt.IsDelivery ? claim.Words(claim.Link is null ? null : OneTimeLink.Dead(mail.Origin)) : null;
        return ChangeAsync(claim, letter => letter.End(attempt, claim.Letter.Tries, kept));
    }

    /// <summary>The database is away for a moment, or would have us try again.</summary>
    public static bool IsPassing(Exception? e) => e is NpgsqlException { IsTransient: true } || (e is not null && IsPassing(e.InnerException));

    Task ChangeAsync(Claim claim, Action<Letter> change) => InScopeAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        Guid[] people = [claim.Letter.PersonId, claim.Letter.RecipientId!.Value];
        await AdvisoryLock.TakeAsync(db, people, CancellationToken.None);
        var letter = await db.LockLetterAsync(claim.Letter.Id, CancellationToken.None);
        if (letter.Erased) delivery.Forget(letter);
        change(letter);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    });

    /// <summary>Due, its recipient known here or given up, and its predecessor gone.</summary>
    async Task<Guid?> DueAsync(NotificationsDbContext db, Guid[] mine, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var due = await db.Database.SqlQuery<Guid>($"""
            SELECT id FROM letters AS l
            WHERE state IN ('queued', 'sending') AND due_at <= {now} AND id <> ALL ({mine})
                AND (erased OR waits_since < {now - Letter.GiveUpAfter} OR EXISTS (
                    SELECT FROM recipients AS r WHERE r.id = l.person_id AND (r.canonical_id IS NULL OR recipient_of(r.id) IS NOT NULL)))
                AND NOT EXISTS (SELECT FROM letters AS before WHERE before.id = l.follows AND before.state IN ('queued', 'sending'))
            ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
            """).ToListAsync(cancel);
        return due is [var id] ? id : null;
    }

    /// <summary>Null when there is nothing to send after all; the letter then says why.</summary>
    async Task<Claim?> ClaimAsync(NotificationsDbContext db, Letter letter, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        // Who was sending it has died, and may have left a file.
        if (letter.Erased) delivery.Forget(letter);
        if (letter.Erased || await db.IsOvertakenAsync(letter, now, cancel))
        {
            letter.Discard(now);
            return null;
        }
        var recipient = await db.RecipientOf(letter.PersonId).AsNoTracking().SingleOrDefaultAsync(cancel);
        if (recipient is null || !MailboxAddress.TryParse(recipient.Email ?? "", out var address))
        {
            letter.Refuse(recipient is null ? "recipient-unknown" : "no-address", now);
            return null;
        }
        if (!letter.Claim(recipient.Id, now)) return null;
        var link = await db.AsksAsync(letter, cancel) ? new OneTimeLink(letter, now, proofs) : null;
        if (link is not null) db.Tell(link.Issue());
        return new Claim(letter, recipient.Name.ReplaceLineEndings(" "), address.Address, recipient.Languages, link);
    }

    /// <summary>It fails, so that somebody sees it. What cannot even be read, perhaps because a newer program wrote it, is looked at again later.</summary>
    async Task SetAsideAsync(Guid id, Exception why, CancellationToken cancel)
    {
        try
        {
            await InScopeAsync(async db =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                (await db.LockLetterAsync(id, cancel)).Refuse(why.GetType().Name, clock.GetUtcNow());
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
            });
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && !IsPassing(e))
        {
            var later = clock.GetUtcNow() + UnreadableFor;
            await InScopeAsync(db => db.Database.ExecuteSqlAsync($"UPDATE letters SET due_at = {later} WHERE id = {id}", cancel));
        }
    }

    async Task InScopeAsync(Func<NotificationsDbContext, Task> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<NotificationsDbContext>());
    }
}

/// <summary>A letter of which this replica makes the present attempt.</summary>
sealed record Claim(Letter Letter, string Name, string Address, string[] Languages, OneTimeLink? Link)
{
    public Words Words(string? link) => Letters.Words.For(Letter, Name, Languages, link);
}
