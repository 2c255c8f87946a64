using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Files;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.Registry.Documents;
using MayorsMechanism.Registry.Duplicates;
using MayorsMechanism.Registry.Erasures;
using MayorsMechanism.Registry.Imports;
using MayorsMechanism.Registry.Memberships;
using MayorsMechanism.Registry.Merges;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.People;
using MayorsMechanism.Registry.Search;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry;

public sealed class RegistryDbContext(DbContextOptions<RegistryDbContext> options) : MessagingDbContext(options)
{
    public DbSet<Organisation> Organisations => Set<Organisation>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<Person> People => Set<Person>();
    public DbSet<Position> Positions => Set<Position>();
    public DbSet<OrganisationDocument> OrganisationDocuments => Set<OrganisationDocument>();
    public DbSet<PersonDocument> PersonDocuments => Set<PersonDocument>();
    public DbSet<Merge> Merges => Set<Merge>();
    public DbSet<Duplicate> Duplicates => Set<Duplicate>();
    public DbSet<SearchProgress> SearchProgress => Set<SearchProgress>();
    public DbSet<PendingErasure> PendingErasures => Set<PendingErasure>();
    public DbSet<ErasureReceipt> ErasureReceipts => Set<ErasureReceipt>();
    public DbSet<Import> Imports => Set<Import>();
    public DbSet<ImportRow> ImportRows => Set<ImportRow>();
    public DbSet<ImportChunk> ImportChunks => Set<ImportChunk>();

    static readonly Records Declared = new(typeof(RegistryDbContext).Assembly);

    public override Records Records => Declared;

    /// <summary>Who is whom is decided by one at a time: a merge, its undoing or an erasure, until the end of its transaction.</summary>
    public Task LockIdentitiesAsync(CancellationToken cancel) => AdvisoryLock.TakeAsync(this, "identities", cancel);

    /// <summary>
    /// The organisation as it is until the end of the transaction: shared with others who only need that it stays so, or for one's own change of it.
    /// Two are locked in the order of their ids, a person before an organisation, so that no two transactions wait for each other.
    /// </summary>
    public Task<Organisation> LockAsync(Guid organisation, bool shared, CancellationToken cancel) => (shared
        ? Organisations.FromSql($"SELECT * FROM organisations WHERE id = {organisation} FOR SHARE")
        : Organisations.FromSql($"SELECT * FROM organisations WHERE id = {organisation} FOR NO KEY UPDATE")).AsNoTracking().SingleAsync(cancel);

    /// <summary>The person as they are until the end of the transaction.</summary>
    public Task<Person> LockPersonAsync(Guid person, CancellationToken cancel) =>
        People.FromSql($"SELECT * FROM people WHERE id = {person} FOR NO KEY UPDATE").AsNoTracking().SingleAsync(cancel);

    /// <summary>Memberships of this day or later, those proposed among them.</summary>
    public IQueryable<Membership> MembershipsFrom(DateOnly day) => Memberships.Where(m => m.Status != MembershipStatus.Refused && (m.To == null || m.To >= day));

    /// <summary>People who refuse this use, or took back their consent to it; under whichever record of theirs they said so.</summary>
    public IQueryable<Person> Refusing(ConsentUse use)
    {
        var word = KebabCase.Of(use);
        return People.Where(p => Refuses(p.Id, word));
    }

    /// <summary>Whether an organisation, or the one it was merged into, is a confirmed member of a network on a day. In <c>Sql</c>.</summary>
    public static bool IsMember(Guid organisation, Guid network, DateOnly day) => throw new NotSupportedException();

    /// <summary>Whether a person refuses a use, under this record or another of the same person. In <c>Sql</c>.</summary>
    public static bool Refuses(Guid person, string use) => throw new NotSupportedException();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasPostgresExtension("btree_gist").HasPostgresExtension("pg_trgm").HasPostgresExtension("unaccent");
        modelBuilder.AddFiles();
        modelBuilder.Entity<SearchProgress>(progress =>
        {
            progress.Property(at => at.Id).ValueGeneratedNever();
            progress.Property(at => at.Pass).HasConversion<KebabCase<DuplicateKind>>();
        });
        ImportModel.Configure(modelBuilder);
        modelBuilder.Entity<HistoryEntry>(entry =>
        {
            entry.HasIndex(e => e.RecordId).HasFilter("record_id <> root_id");
            entry.HasIndex(e => new { e.At, e.Id });
            entry.HasIndex(e => new { e.Actor, e.At, e.Id });
        });
        modelBuilder.Entity<PendingErasure>().HasKey(erasure => erasure.PersonId);
        modelBuilder.Entity<ErasureReceipt>().HasKey(receipt => new { receipt.PersonId, receipt.Service });
        modelBuilder.HasDbFunction(() => Folding.Fold("")).HasName("search_fold");
        modelBuilder.HasDbFunction(() => IsMember(default, default, default)).HasName("is_member");
        modelBuilder.HasDbFunction(() => Refuses(default, "")).HasName("refuses");
        base.OnModelCreating(modelBuilder);
    }
}
