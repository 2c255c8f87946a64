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
        if (db is MessagingDbContext { PartsOfMany: { } many }) return await many.OfAsync(db, root.Id, rootOf, cancel);
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

/// <summary>Reads the saved parts of many records at once, when the first of these is asked for its own.</summary>
sealed class PartsOfMany(Guid[] roots)
{
    readonly Dictionary<Type, object> _read = [];

    public async Task<IReadOnlyList<TPart>> OfAsync<TPart>(DbContext db, Guid root, Expression<Func<TPart, Guid>> rootOf, CancellationToken cancel) where TPart : Entity
    {
        if (!_read.TryGetValue(typeof(TPart), out var read)) _read.Add(typeof(TPart), read = await ReadAsync(db, rootOf, cancel));
        return [.. ((ILookup<Guid, TPart>)read)[root]];
    }

    async Task<ILookup<Guid, TPart>> ReadAsync<TPart>(DbContext db, Expression<Func<TPart, Guid>> rootOf, CancellationToken cancel) where TPart : Entity
    {
        Expression<Func<Guid, bool>> isAsked = id => roots.Contains(id);
        var ofRoots = Expression.Lambda<Func<TPart, bool>>(new Replaced(isAsked.Parameters[0], rootOf.Body).Visit(isAsked.Body)!, rootOf.Parameters);
        return (await db.Set<TPart>().AsNoTracking().Where(ofRoots).ToListAsync(cancel)).ToLookup(rootOf.Compile(preferInterpretation: true));
    }

    sealed class Replaced(Expression before, Expression after) : ExpressionVisitor
    {
        public override Expression? Visit(Expression? node) => node == before ? after : base.Visit(node);
    }
}
