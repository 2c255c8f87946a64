using System.Runtime.CompilerServices;
using System.Text.Json;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace MayorsMechanism.Messaging;

/// <summary>Adds to a save what belongs to it: a history entry for each changed record, an event for each root that other services are told of.</summary>
static class Recording
{
    public static async Task<int> SaveAsync(MessagingDbContext db, Func<Task<int>> save, CancellationToken cancel)
    {
        // Taken once: each time looks through everything that is tracked for changes.
        var tracked = db.ChangeTracker.Entries<Entity>().ToDictionary(entry => entry.Entity.Id);
        var changed = tracked.Values.Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
        if (changed.Count == 0) return await save();

        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        foreach (var entry in changed) db.History.Add(EntryOf(db, entry));
        db.Left.UnionWith(changed.Select(entry => db.Records[entry.Metadata.ClrType].Name).Append(Work.History));
        foreach (var root in Roots(db, changed)) db.Tell(await EventOfAsync(db, root, tracked.GetValueOrDefault(root.Id), cancel));
        var saved = await save();
        await transaction.CommitAsync(cancel);
        return saved;
    }

    /// <summary>Each root once, in the order of ids, so that two saves that change the same ones lock them in the same order.</summary>
    static IEnumerable<Root> Roots(MessagingDbContext db, List<EntityEntry<Entity>> changed) => changed
        .Select(entry => (Kind: db.Records[entry.Metadata.ClrType], entry.Entity))
        .Select(record => new Root(db.Records[record.Kind.Root], record.Kind.RootId(record.Entity)))
        .Where(root => root.Kind.Tell is not null)
        .Distinct().OrderBy(root => root.Id);

    static async Task<IRecordEvent> EventOfAsync(MessagingDbContext db, Root root, EntityEntry<Entity>? entry, CancellationToken cancel)
    {
        var isNew = entry is { State: EntityState.Added };
        var revision = root.Kind.HasParts && !isNew ? await RaiseRevisionAsync(db, root, cancel) : (long?)null;
        var record = await ReadAsync(db, root, entry, cancel);
        var told = await root.Kind.Tell!(db, record, revision ?? record.Version, cancel);
        return root.Kind.Contracts.Contains(told.GetType()) ? told : throw new InvalidOperationException($"Records do not say that {root.Kind.Name} tells {told.GetType().Name}.");
    }

    /// <summary>
    /// Locks the record until the commit, so that of two saves that change different parts the second reads what the first wrote,
    /// and its event holds both.
    /// </summary>
    static async Task<long> RaiseRevisionAsync(MessagingDbContext db, Root root, CancellationToken cancel)
    {
        var update = "UPDATE " + db.Model.FindEntityType(root.Kind.Root)!.GetTableName() + " SET revision = revision + 1 WHERE id = {0} RETURNING revision";
        return (await db.Database.SqlQueryRaw<long>(update, root.Id).ToListAsync(cancel)).Single();
    }

    /// <summary>As it is about to be saved, or as it is now that it is locked: never as somebody read it earlier.</summary>
    static async Task<Entity> ReadAsync(MessagingDbContext db, Root root, EntityEntry<Entity>? entry, CancellationToken cancel)
    {
        if (entry is { State: EntityState.Unchanged }) await entry.ReloadAsync(cancel);
        return entry?.Entity ?? (Entity)(await db.FindAsync(root.Kind.Root, [root.Id], cancel))!;
    }

    static HistoryEntry EntryOf(MessagingDbContext db, EntityEntry<Entity> entry)
    {
        var kind = db.Records[entry.Metadata.ClrType];
        var action = entry.State switch { EntityState.Added => "created", EntityState.Modified => "changed", _ => "removed" };
        return Chain.Entry(kind, entry.Entity, action, entry.State is EntityState.Deleted ? null : StateOf(db, entry.Entity));
    }

    /// <summary>Every stored property, spelled as in the API.</summary>
    public static string StateOf(DbContext db, Entity entity)
    {
        var stored = Stored.GetValue(db.Model.FindEntityType(entity.GetType())!, type =>
            [.. type.GetProperties().Where(property => !property.IsShadowProperty())
                .Select(property => (JsonNamingPolicy.CamelCase.ConvertName(property.Name), property.GetGetter()))]);
        return JsonSerializer.Serialize(stored.ToDictionary(each => each.Name, each => each.Value.GetClrValue(entity)), ContractJson.Options);
    }

    /// <summary>Looked up once for a model: a bulk save asks hundreds of thousands of times.</summary>
    static readonly ConditionalWeakTable<IEntityType, (string Name, IClrPropertyGetter Value)[]> Stored = [];

    sealed record Root(RecordKind Kind, Guid Id);
}
