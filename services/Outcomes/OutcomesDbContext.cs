using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Erasure;
using MayorsMechanism.Outcomes.Contributions;
using MayorsMechanism.Outcomes.Copies;
using MayorsMechanism.Outcomes.Messages;
using MayorsMechanism.Outcomes.Papers;
using MayorsMechanism.Outcomes.Quotes;
using MayorsMechanism.Outcomes.Releases;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes;

public sealed class OutcomesDbContext(DbContextOptions<OutcomesDbContext> options) : MessagingDbContext(options)
{
    static readonly Records Declared = new(typeof(OutcomesDbContext).Assembly);

    public override Records Records => Declared;

    public DbSet<Contribution> Contributions => Set<Contribution>();
    public DbSet<KeyMessage> KeyMessages => Set<KeyMessage>();
    public DbSet<Quote> Quotes => Set<Quote>();
    public DbSet<Paper> Papers => Set<Paper>();
    public DbSet<Release> Releases => Set<Release>();
    public DbSet<OrganisationCopy> OrganisationCopies => Set<OrganisationCopy>();
    public DbSet<PersonCopy> PersonCopies => Set<PersonCopy>();
    public DbSet<CycleCopy> CycleCopies => Set<CycleCopy>();
    public DbSet<ConsultationCopy> ConsultationCopies => Set<ConsultationCopy>();
    public DbSet<SessionCopy> SessionCopies => Set<SessionCopy>();
    public DbSet<NominationCopy> NominationCopies => Set<NominationCopy>();

    /// <summary>Waits for whoever else names or erases this person, until the end of the transaction.</summary>
    /// <exception cref="RuleViolation">The person was erased.</exception>
    public async Task LockPersonAsync(Guid person, CancellationToken cancel)
    {
        await AdvisoryLock.TakeAsync(this, [person], cancel);
        await RequireNotErasedAsync(person, cancel);
    }

    public async Task RequireNotErasedAsync(Guid person, CancellationToken cancel)
    {
        if (await Tombstones.AnyAsync(tombstone => tombstone.RecordId == person, cancel)) throw new RuleViolation("record-erased", "personId");
    }

    /// <summary>Until the end of the transaction nobody else releases a paper or erases a person: neither misses what the other does.</summary>
    public Task LockReleasesAsync(CancellationToken cancel) => AdvisoryLock.TakeAsync(this, "releases", cancel);

    // Functions of the database, in Sql: queries ask them of each row.

    /// <summary>The person who speaks for this one after merges, however many; the same one if there were none.</summary>
    public static Guid CanonicalPerson(Guid person) => throw new NotSupportedException();

    /// <summary>The organisation that speaks for this one after merges, however many; the same one if there were none.</summary>
    public static Guid CanonicalOrganisation(Guid organisation) => throw new NotSupportedException();

    /// <summary>Whether the person refuses this use, under this record or another that merges say is theirs.</summary>
    public static bool Refuses(Guid? person, string use) => throw new NotSupportedException();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.IndexNamesInHistory();
        ConfigureCopies(modelBuilder);
        modelBuilder.HasDbFunction(() => CanonicalPerson(default)).HasName("canonical_person");
        modelBuilder.HasDbFunction(() => CanonicalOrganisation(default)).HasName("canonical_organisation");
        modelBuilder.HasDbFunction(() => Refuses(default, "")).HasName("refuses");
        base.OnModelCreating(modelBuilder);
    }

    static void ConfigureCopies(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OrganisationCopy>().Property(o => o.Id).ValueGeneratedNever();
        modelBuilder.Entity<PersonCopy>(person =>
        {
            person.Property(p => p.Id).ValueGeneratedNever();
            person.Property(p => p.Consents).AsJson();
            person.HasIndex(p => p.CanonicalId);
        });
        modelBuilder.Entity<CycleCopy>().Property(c => c.Id).ValueGeneratedNever();
        modelBuilder.Entity<ConsultationCopy>().Property(c => c.Id).ValueGeneratedNever();
        modelBuilder.Entity<SessionCopy>(session =>
        {
            session.Property(s => s.Id).ValueGeneratedNever();
            session.Property(s => s.Title).AsJson();
            session.HasIndex(s => s.ConsultationId);
        });
        modelBuilder.Entity<NominationCopy>(nomination =>
        {
            nomination.Property(n => n.Id).ValueGeneratedNever();
            nomination.HasIndex(n => n.SessionId);
            nomination.HasIndex(n => n.PersonId);
        });
    }
}
