using MayorsMechanism.Messaging;
using MayorsMechanism.Registry.Erasures;
using MayorsMechanism.Registry.Memberships;
using MayorsMechanism.Registry.Merges;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry;

public sealed class RegistryDbContext(DbContextOptions<RegistryDbContext> options) : MessagingDbContext(options)
{
    public DbSet<Organisation> Organisations => Set<Organisation>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<Person> People => Set<Person>();
    public DbSet<Position> Positions => Set<Position>();
    public DbSet<Merge> Merges => Set<Merge>();
    public DbSet<ErasureReceipt> ErasureReceipts => Set<ErasureReceipt>();

    public override Records Records => Known;

    /// <summary>Who is whom is decided by one at a time: a merge, its undoing or an erasure, until the end of its transaction.</summary>
    public Task LockIdentitiesAsync(CancellationToken cancel) => AdvisoryLock.TakeAsync(this, "identities", cancel);

    static readonly Records Known = new Records()
        .Root<Organisation>("organisation", Published.OrganisationAsync)
        .Part<Membership, Organisation>("membership", m => m.OrganisationId)
        .Root<Person>("person", Published.PersonAsync)
        .Part<Position, Person>("position", at => at.PersonId)
        .Root<Merge>("merge");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Organisation>(organisation =>
        {
            organisation.Property(o => o.Kind).HasConversion<KebabCase<OrganisationKind>>();
            organisation.Property(o => o.Status).HasConversion<KebabCase<OrganisationStatus>>();
            organisation.Property(o => o.OtherNames).HasConversion<AsJson<OtherName[]>>(AsJson<OtherName[]>.Comparer).HasColumnType("jsonb");
            organisation.Property(o => o.Competences).HasConversion<AsJson<Dictionary<string, Competence>>>(AsJson<Dictionary<string, Competence>>.Comparer)
                .HasColumnType("jsonb");
            organisation.HasIndex(o => new { o.Name, o.Id });
            organisation.HasIndex(o => new { o.Country, o.Kind, o.Id });
        });
        modelBuilder.Entity<Membership>(membership =>
        {
            membership.Property(m => m.Status).HasConversion<KebabCase<MembershipStatus>>();
            membership.HasOne<Organisation>().WithMany().HasForeignKey(m => m.OrganisationId).OnDelete(DeleteBehavior.Restrict);
            membership.HasOne<Organisation>().WithMany().HasForeignKey(m => m.NetworkId).OnDelete(DeleteBehavior.Restrict);
            membership.HasIndex(m => new { m.NetworkId, m.OrganisationId });
        });
        modelBuilder.Entity<Person>(person =>
        {
            person.Property(p => p.Status).HasConversion<KebabCase<PersonStatus>>();
            person.Property(p => p.OtherSpellings).HasConversion<AsJson<Spelling[]>>(AsJson<Spelling[]>.Comparer).HasColumnType("jsonb");
            person.Property(p => p.Consents).HasConversion<AsJson<Consent[]>>(AsJson<Consent[]>.Comparer).HasColumnType("jsonb");
            person.HasIndex(p => p.RegisteredBy);
            person.HasIndex(p => p.CanonicalId);
        });
        modelBuilder.Entity<Position>(position =>
        {
            position.Property(at => at.Kind).HasConversion<KebabCase<PositionKind>>();
            position.HasOne<Person>().WithMany().HasForeignKey(at => at.PersonId).OnDelete(DeleteBehavior.Restrict);
            position.HasOne<Organisation>().WithMany().HasForeignKey(at => at.OrganisationId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<Merge>(merge =>
        {
            merge.HasOne<Person>().WithMany().HasForeignKey(m => m.PersonId).OnDelete(DeleteBehavior.Restrict);
            merge.HasOne<Person>().WithMany().HasForeignKey(m => m.IntoId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<ErasureReceipt>().HasKey(receipt => new { receipt.PersonId, receipt.Service });
        base.OnModelCreating(modelBuilder);
    }
}
