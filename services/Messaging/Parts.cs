using System.Linq.Expressions;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging;

/// <summary>For those who make events.</summary>
public static class Parts
{
    /// <summary>The parts of a record as they will be after the save under way. Read anew: what was loaded earlier may have changed since.</summary>
    /// <param name="db">The context that saves.</param>
    /// <param name="root">The record; a new one has no saved parts.</param>
    /// <param name="rootOf">The record that a part belongs to.</param>
    /// <param name="cancel">Stops reading.</param>
    public static async Task<IReadOnlyList<TPart>> PartsAsync<TPart>(
        this DbContext db, Entity root, Expression<Func<TPart, Guid>> rootOf, CancellationToken cancel) where TPart : Entity
    {
        var pending = db.ChangeTracker.Entries<TPart>().Where(entry => entry.State is not (EntityState.Unchanged or EntityState.Detached)).ToList();
        var saved = db.Entry(root).State is EntityState.Added ? [] : await SavedAsync(db, root.Id, rootOf, cancel);
        if (pending.Count == 0) return saved;
        // Interpreted: compiling it costs more than all the rest of a save.
        var rootOfPart = rootOf.Compile(preferInterpretation: true);
        return
        [
            .. saved.Where(part => !pending.Exists(entry => entry.Entity.Id == part.Id)),
            .. pending.Where(entry => entry.State is not EntityState.Deleted && rootOfPart(entry.Entity) == root.Id).Select(entry => entry.Entity),
        ];
    }

    static Task<List<TPart>> SavedAsync<TPart>(DbContext db, Guid root, Expression<Func<TPart, Guid>> rootOf, CancellationToken cancel) where TPart : Entity
    {
        var ofRoot = Expression.Lambda<Func<TPart, bool>>(Expression.Equal(rootOf.Body, ((Expression<Func<Guid>>)(() => root)).Body), rootOf.Parameters);
        return db.Set<TPart>().AsNoTracking().Where(ofRoot).ToListAsync(cancel);
    }
}
