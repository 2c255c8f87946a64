using MayorsMechanism.Messaging.Erasure;
using MayorsMechanism.Messaging.Failures;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.Messaging.Inbox;
using MayorsMechanism.Messaging.Outbox;
using MayorsMechanism.Messaging.Subscribing;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace MayorsMechanism.Messaging;

/// <summary>
/// The base of a context whose changes are kept in a history and told to other services: whatever is saved, its history entry and its
/// event are saved with it, in one transaction.
/// </summary>
public abstract class MessagingDbContext(DbContextOptions options) : ServiceDbContext(options)
{
    /// <summary>Raised by every change of a record or of its parts. Taken in the database, where it also locks the record.</summary>
    internal const string Revision = "Revision";

    public DbSet<HistoryEntry> History => Set<HistoryEntry>();
    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();
    public DbSet<InboxEntry> Inbox => Set<InboxEntry>();
    public DbSet<FailedMessage> Failures => Set<FailedMessage>();
    public DbSet<Tombstone> Tombstones => Set<Tombstone>();
    public DbSet<KnownSubscription> Subscriptions => Set<KnownSubscription>();

    public DbSet<Subscriber> Subscribers => Set<Subscriber>();

    /// <summary>Every kind of record of this service.</summary>
    public abstract Records Records { get; }

    /// <summary>For whom something was left since the last commit: <see cref="Work"/>, and the names of the kinds of records that were changed.</summary>
    public HashSet<string> Left { get; } = [];

    /// <summary>Set while these are told again: none is being changed, and their parts are read together.</summary>
    internal PartsOfMany? PartsOfMany { get; set; }

    /// <summary>Of each of these records how often it or a part of it was changed.</summary>
    public Task<Dictionary<Guid, long>> RevisionsAsync<T>(IReadOnlyCollection<Guid> ids, CancellationToken cancel) where T : Entity =>
        Set<T>().Where(record => ids.Contains(record.Id)).Select(record => new { record.Id, Revision = EF.Property<long>(record, Revision) })
            .ToDictionaryAsync(record => record.Id, record => record.Revision, cancel);

    /// <summary>Adds an event that no record's change makes by itself; it is sent once the transaction commits.</summary>
    public void Tell(object message)
    {
        Outbox.Add(OutboxMessage.Of(message));
        Left.Add(Work.Outbox);
    }

    /// <summary>Saves, with history and events. Opens a transaction if there is none.</summary>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        Recording.SaveAsync(this, () => base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken), cancellationToken);

    /// <summary>Not supported: events need I/O.</summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new NotSupportedException("Use SaveChangesAsync.");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var kind in Records.All) kind.Map(modelBuilder);
        base.OnModelCreating(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(type => type.ClrType.IsAssignableTo(typeof(Entity)))) _ = Records[entity.ClrType];
        modelBuilder.Entity<OutboxMessage>().HasIndex(message => new { message.Bulk, message.CreatedAt });
        modelBuilder.Entity<Subscriber>().HasKey(subscriber => new { subscriber.Service, subscriber.Record });
        modelBuilder.Entity<KnownSubscription>().HasKey(subscription => subscription.Contract);
        modelBuilder.Entity<Tombstone>().HasKey(tombstone => tombstone.RecordId);
        modelBuilder.Entity<InboxEntry>(entry =>
        {
            entry.HasKey(e => new { e.MessageId, e.Consumer });
            entry.HasIndex(e => e.At);
        });
        modelBuilder.Entity<HistoryEntry>(entry =>
        {
            entry.ToTable("history");
            entry.Property(e => e.Id).UseIdentityAlwaysColumn();
            entry.HasIndex(e => e.Position).IsUnique();
            entry.HasIndex(e => e.Id, "ix_history_unsealed").HasFilter("position IS NULL");
            entry.HasIndex(e => new { e.RootId, e.Id });
        });
        foreach (var root in Records.Roots.Where(kind => kind.HasParts))
        {
            var revision = modelBuilder.Entity(root.Root).Property<long>(Revision).HasDefaultValue(1L).ValueGeneratedOnAdd();
            revision.Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        }
    }
}
