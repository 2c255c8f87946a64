using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>The base of every service's context: idempotent answers, and versions as concurrency tokens.</summary>
public abstract class ServiceDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<IdempotentAnswer> IdempotentAnswers => Set<IdempotentAnswer>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<IdempotentAnswer>(answer =>
        {
            answer.HasKey(a => new { a.Subject, a.Method, a.Path, a.Key });
            answer.HasIndex(a => a.CreatedAt);
        });
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(type => type.ClrType.IsAssignableTo(typeof(Entity))))
        {
            entity.FindProperty(nameof(Entity.Id))!.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
            entity.FindProperty(nameof(Entity.Version))!.IsConcurrencyToken = true;
        }
    }
}
