using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Erasure;
using MayorsMechanism.Notifications.Letters;
using MayorsMechanism.Notifications.Recipients;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Notifications;

public sealed class NotificationsDbContext(DbContextOptions<NotificationsDbContext> options) : MessagingDbContext(options)
{
    static readonly Records Declared = new(typeof(NotificationsDbContext).Assembly);

    public DbSet<Recipient> Recipients => Set<Recipient>();
    public DbSet<Nomination> Nominations => Set<Nomination>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Letter> Letters => Set<Letter>();

    public override Records Records => Declared;

    /// <summary>Who is written to for this person, as far as it is known here; after a merge the one who speaks for both.</summary>
    public IQueryable<Recipient> RecipientOf(Guid person) =>
        Recipients.FromSql($"SELECT * FROM recipients WHERE id = recipient_of({person})");

    /// <summary>The letter as it is now; nobody else changes it before the transaction ends.</summary>
    public Task<Letter> LockLetterAsync(Guid id, CancellationToken cancel) =>
        Letters.FromSql($"SELECT * FROM letters WHERE id = {id} FOR UPDATE").SingleAsync(cancel);

    /// <summary>
    /// Takes back what was last said, as far as it still waits. Gives the letter that told something all the same, which only another can take
    /// back; null when nobody heard.
    /// </summary>
    public async Task<Letter?> RecallAsync(Letter last, DateTimeOffset now, CancellationToken cancel)
    {
        var letter = last;
        while (letter is { Invites: true, ToldNothing: true })
        {
            if (letter.HasNotLeft) letter.Discard(now);
            letter = letter is { Adds: true, Follows: { } before } ? await LockLetterAsync(before, cancel) : null;
        }
        return letter;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.IndexNamesInHistory();
        modelBuilder.Entity<Invitation>(invitation =>
        {
            invitation.Property(i => i.Id).ValueGeneratedNever();
            invitation.Property(i => i.Known).AsJson();
            invitation.HasIndex(i => i.ContactId);
        });
        base.OnModelCreating(modelBuilder);
    }
}
