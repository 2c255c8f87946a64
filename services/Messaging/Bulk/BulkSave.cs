using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.Messaging.Outbox;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging.Bulk;

/// <summary>A record of which something is saved in bulk, with what of it is new and what changed.</summary>
/// <param name="Root">The record itself, as it will be.</param>
/// <param name="Added">Those of the record and its parts that are new, each after what it refers to.</param>
/// <param name="Changed">Those that were there before; each was touched once.</param>
/// <param name="Tell">Makes its event of the given version.</param>
public sealed record BulkChange(Entity Root, IReadOnlyList<Entity> Added, IReadOnlyList<Entity> Changed, Func<long, IRecordEvent> Tell);

/// <summary>
/// Saves thousands of records at once: what <see cref="MessagingDbContext.SaveChangesAsync(bool, CancellationToken)"/> writes (rows,
/// history entries, events), by COPY. It runs inside the caller's transaction, which holds the locks of the records that were there before.
/// </summary>
public sealed class BulkSave(MessagingDbContext db)
{
    readonly HashSet<string> _staged = [];

    /// <exception cref="DbUpdateConcurrencyException">A changed record is not of the version that it was read in.</exception>
    public async Task SaveAsync(IReadOnlyList<BulkChange> changes, CancellationToken cancel)
    {
        // Changes first: a part may end to make room for a new one.
        foreach (var kind in changes.SelectMany(change => change.Changed).GroupBy(entity => entity.GetType())) await UpdateAsync(CopyOf(kind.Key), [.. kind], cancel);
        foreach (var kind in changes.SelectMany(change => change.Added).GroupBy(entity => entity.GetType()).OrderBy(OrderOf)) await CopyOf(kind.Key).WriteAsync(kind, cancel);
        var versions = await RaiseRevisionsAsync(changes, cancel);
        await new TableCopy<HistoryEntry>(db).WriteAsync(changes.SelectMany(EntriesOf), cancel);
        await new TableCopy<OutboxMessage>(db).WriteAsync(
            changes.Select(change => OutboxMessage.Of(change.Tell(versions.GetValueOrDefault(change.Root.Id, change.Root.Version)), bulk: true)), cancel);
        db.Left.UnionWith([Work.History, Work.Outbox]);
    }

    /// <summary>Records before their parts, which refer to them.</summary>
    int OrderOf(IGrouping<Type, Entity> kind) => db.Records[kind.Key].Root == kind.Key ? 0 : 1;

    TableCopy<Entity> CopyOf(Type entity) => new(db, db.Model.FindEntityType(entity));

    /// <summary>Into a temporary table, and from there over the rows that are still of the version before.</summary>
    async Task UpdateAsync(TableCopy<Entity> copy, List<Entity> changed, CancellationToken cancel)
    {
        var staging = "bulk_" + copy.Table;
        var empty = _staged.Add(staging)
            ? $"CREATE TEMP TABLE {staging} ON COMMIT DROP AS SELECT {string.Join(", ", copy.Columns)} FROM {copy.Table} WITH NO DATA"
            : $"TRUNCATE {staging}";
        await db.Database.ExecuteSqlRawAsync(empty, cancel);
        await copy.WriteAsync(changed, cancel, staging);
        var set = string.Join(", ", copy.Columns.Select(column => $"{column} = s.{column}"));
        var update = $"UPDATE {copy.Table} t SET {set} FROM {staging} s WHERE t.id = s.id AND t.version = s.version - 1";
        var updated = await db.Database.ExecuteSqlRawAsync(update, cancel);
        if (updated != changed.Count) throw new DbUpdateConcurrencyException();
    }

    /// <summary>Of the records that were there before and have parts: their events' versions.</summary>
    async Task<Dictionary<Guid, long>> RaiseRevisionsAsync(IReadOnlyList<BulkChange> changes, CancellationToken cancel)
    {
        Dictionary<Guid, long> versions = [];
        var before = changes.Where(change => !change.Added.Contains(change.Root) && db.Records[change.Root.GetType()].HasParts);
        foreach (var kind in before.GroupBy(change => change.Root.GetType()))
        {
            var update = "UPDATE " + db.Model.FindEntityType(kind.Key)!.GetTableName() + " SET revision = revision + 1 WHERE id = ANY ({0}) RETURNING id, revision";
            var raised = db.Database.SqlQueryRaw<Raised>(update, new object[] { kind.Select(change => change.Root.Id).ToArray() });
            foreach (var each in await raised.ToListAsync(cancel)) versions.Add(each.Id, each.Revision);
        }
        return versions;
    }

    IEnumerable<HistoryEntry> EntriesOf(BulkChange change) =>
        change.Added.Select(entity => EntryOf(entity, "created")).Concat(change.Changed.Select(entity => EntryOf(entity, "changed")));

    HistoryEntry EntryOf(Entity entity, string action) => Chain.Entry(db.Records[entity.GetType()], entity, action, Recording.StateOf(db, entity));

    sealed record Raised(Guid Id, long Revision);
}
