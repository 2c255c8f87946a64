using MayorsMechanism.Messaging;
using MayorsMechanism.Outcomes.Contributions;
using MayorsMechanism.Outcomes.Copies;
using MayorsMechanism.Outcomes.Messages;
using MayorsMechanism.Outcomes.Papers;
using MayorsMechanism.Outcomes.Quotes;
using MayorsMechanism.Outcomes.Releases;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Outcomes;

public sealed class OutcomesDbContext(DbContextOptions<OutcomesDbContext> options) : MessagingDbContext(options)
{
    static readonly Records Kinds = new Records()
        .Root<Contribution>("contribution")
        .Root<KeyMessage>("key-message")
        .Root<Quote>("quote")
        .Root<Paper>("paper")
        .Root<Release>("release");

    public override Records Records => Kinds;

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

    // Functions of the database, written in the migration: queries ask them of each row.

    /// <summary>The person who speaks for this one after merges, however many; the same one if there were none.</summary>
    public static Guid CanonicalPerson(Guid person) => throw new NotSupportedException();

    /// <summary>The organisation that speaks for this one after merges, however many; the same one if there were none.</summary>
    public static Guid CanonicalOrganisation(Guid organisation) => throw new NotSupportedException();

    /// <summary>Whether the person refuses this use, under this record or another that merges say is theirs.</summary>
    public static bool Refuses(Guid? person, string use) => throw new NotSupportedException();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ConfigureSayings(modelBuilder);
        ConfigurePapers(modelBuilder);
        ConfigureCopies(modelBuilder);
        modelBuilder.HasDbFunction(() => CanonicalPerson(default)).HasName("canonical_person");
        modelBuilder.HasDbFunction(() => CanonicalOrganisation(default)).HasName("canonical_organisation");
        modelBuilder.HasDbFunction(() => Refuses(default, "")).HasName("refuses");
        base.OnModelCreating(modelBuilder);
    }

    static void ConfigureSayings(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Contribution>(contribution =>
        {
            Json(contribution.Property(c => c.Translations));
            contribution.Property(c => c.Attribution).HasConversion<KebabCase<Attribution>>();
            contribution.HasIndex(c => c.SessionId);
            contribution.HasIndex(c => c.ConsultationId);
            contribution.HasIndex(c => c.PersonId);
        });
        modelBuilder.Entity<KeyMessage>(message =>
        {
            message.Property(m => m.Category).HasConversion<KebabCase<MessageCategory>>();
            Json(message.Property(m => m.Lead));
            Json(message.Property(m => m.Body));
            Json(message.Property(m => m.Points));
            message.HasIndex(m => m.ConsultationId);
            message.HasIndex(m => m.Contributions).HasMethod("gin");
        });
        modelBuilder.Entity<Quote>(quote =>
        {
            Json(quote.Property(q => q.Translations));
            Json(quote.Property(q => q.Approval));
            quote.HasOne<KeyMessage>().WithMany().HasForeignKey(q => q.MessageId).OnDelete(DeleteBehavior.Restrict);
            quote.HasIndex(q => q.SessionId);
            quote.HasIndex(q => q.ConsultationId);
            quote.HasIndex(q => q.PersonId);
        });
    }

    static void ConfigurePapers(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Paper>(paper =>
        {
            Json(paper.Property(p => p.Title));
            Json(paper.Property(p => p.Introduction));
            Json(paper.Property(p => p.Mechanism));
            Json(paper.Property(p => p.Cycle));
            Json(paper.Property(p => p.Consultation));
            Json(paper.Property(p => p.Outputs));
            Json(paper.Property(p => p.Participation));
            Json(paper.Property(p => p.Structure));
            Json(paper.Property(p => p.SignOffs));
            paper.HasIndex(p => p.ConsultationId);
        });
        modelBuilder.Entity<Release>(release =>
        {
            Json(release.Property(r => r.Document));
            release.HasOne<Paper>().WithMany().HasForeignKey(r => r.PaperId).OnDelete(DeleteBehavior.Restrict);
            release.HasIndex(r => new { r.PaperId, r.Number }).IsUnique();
        });
    }

    static void ConfigureCopies(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OrganisationCopy>().Property(o => o.Id).ValueGeneratedNever();
        modelBuilder.Entity<PersonCopy>(person =>
        {
            person.Property(p => p.Id).ValueGeneratedNever();
            Json(person.Property(p => p.Consents));
            person.HasIndex(p => p.CanonicalId);
        });
        modelBuilder.Entity<CycleCopy>().Property(c => c.Id).ValueGeneratedNever();
        modelBuilder.Entity<ConsultationCopy>().Property(c => c.Id).ValueGeneratedNever();
        modelBuilder.Entity<SessionCopy>(session =>
        {
            session.Property(s => s.Id).ValueGeneratedNever();
            Json(session.Property(s => s.Title));
            session.HasIndex(s => s.ConsultationId);
        });
        modelBuilder.Entity<NominationCopy>(nomination =>
        {
            nomination.Property(n => n.Id).ValueGeneratedNever();
            nomination.HasIndex(n => n.SessionId);
            nomination.HasIndex(n => n.PersonId);
        });
    }

    static void Json<T>(PropertyBuilder<T> property) => property.HasConversion<AsJson<T>>(AsJson<T>.Comparer).HasColumnType("jsonb");
}
