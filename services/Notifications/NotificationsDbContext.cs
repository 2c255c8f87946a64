using MayorsMechanism.Messaging;
using MayorsMechanism.Notifications.Letters;
using MayorsMechanism.Notifications.Recipients;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Notifications;

public sealed class NotificationsDbContext(DbContextOptions<NotificationsDbContext> options) : MessagingDbContext(options)
{
    static readonly Records Kinds = new Records().Root<Letter>("letter");

    public DbSet<Recipient> Recipients => Set<Recipient>();
    public DbSet<Nomination> Nominations => Set<Nomination>();
    public DbSet<Letter> Letters => Set<Letter>();

    public override Records Records => Kinds;

    /// <summary>Who is written to for this person, as far as it is known here; after a merge the one who speaks for both.</summary>
    public IQueryable<Recipient> RecipientOf(Guid person) =>
        Recipients.FromSql($"SELECT * FROM recipients WHERE id = recipient_of({person})");

    /// <summary>The letter as it is now; nobody else changes it before the transaction ends.</summary>
    public Task<Letter> LockLetterAsync(Guid id, CancellationToken cancel) =>
        Letters.FromSql($"SELECT * FROM letters WHERE id = {id} FOR UPDATE").SingleAsync(cancel);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Letter>(letter =>
        {
            letter.Property(l => l.Trigger).HasConversion<KebabCase<LetterTrigger>>();
            letter.Property(l => l.State).HasConversion<KebabCase<LetterState>>();
            letter.Property(l => l.Occasion).HasConversion<AsJson<Occasion>>(AsJson<Occasion>.Comparer).HasColumnType("jsonb");
            letter.Property(l => l.Attempts).HasConversion<AsJson<Attempt[]>>(AsJson<Attempt[]>.Comparer).HasColumnType("jsonb");
            letter.HasIndex(l => l.DueAt).HasFilter("state IN ('queued', 'sending')");
            letter.HasIndex(l => l.NominationId);
            letter.HasIndex(l => l.PersonId);
            letter.HasIndex(l => l.Named).HasMethod("gin");
        });
        base.OnModelCreating(modelBuilder);
    }
}
