using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>The base of every service's context: idempotent answers, and versions as concurrency tokens.</summary>
public abstract class ServiceDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<IdempotentAnswer> IdempotentAnswers => Set<IdempotentAnswer>();

    /// <summary>The transaction of a unit of work: a new one, or a part of the one that an <c>Idempotency-Key</c> has opened around it.</summary>
    public async Task<UnitOfWork> BeginUnlessBegunAsync(CancellationToken cancel) =>
        new(Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancel) : null);

    /// <summary>Does the work in one, and commits it.</summary>
    public async Task<T> InTransactionAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        await using var unit = await BeginUnlessBegunAsync(cancel);
        var result = await work();
        await unit.CommitAsync(cancel);
        return result;
    }

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

/// <summary>Commits what it began itself, and leaves the rest to whoever began it. Disposed without a commit, it rolls back.</summary>
public sealed class UnitOfWork(IDbContextTransaction? own) : IAsyncDisposable
{
    public Task CommitAsync(CancellationToken cancel) => own?.CommitAsync(cancel) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => own?.DisposeAsync() ?? ValueTask.CompletedTask;
}
