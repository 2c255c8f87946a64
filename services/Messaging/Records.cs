using System.Reflection;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Messaging;

/// <summary>Makes a record's event of the given version, from what is saved and about to be saved.</summary>
public delegate Task<IRecordEvent> Tell<in TRecord>(DbContext db, TRecord record, long version, CancellationToken cancel);

/// <summary>What other services are told of a record.</summary>
/// <param name="Tell">Makes its event.</param>
/// <param name="Contracts">The types that its event may have.</param>
public sealed record Told<TRecord>(Tell<TRecord> Tell, params IReadOnlyList<Type> Contracts);

/// <summary>How records of a kind name people.</summary>
/// <param name="Of">Those that name one of these people.</param>
/// <param name="Forget">Takes the people out of one of them, which is kept; null when the whole record goes with them.</param>
public sealed record Naming<TRecord>(Func<DbSet<TRecord>, Guid[], IQueryable<TRecord>> Of, Action<TRecord, Guid[]>? Forget = null) where TRecord : Entity;

/// <summary>The records of a service: the declarations that stand in its assembly, one class for each <see cref="Entity"/> of its context.</summary>
public sealed class Records
{
    readonly Dictionary<Type, RecordKind> _kinds;

    public Records(Assembly service)
    {
        var declared = service.GetTypes().Where(type => type.IsSubclassOf(typeof(RecordKind)) && !type.IsAbstract).OrderBy(type => type.FullName, StringComparer.Ordinal);
        _kinds = declared.Select(type => (RecordKind)Activator.CreateInstance(type)!).ToDictionary(kind => kind.Type);
        foreach (var part in _kinds.Values.Where(kind => kind.Root != kind.Type)) this[part.Root].HasParts = true;
    }

    public RecordKind this[Type entity] => _kinds.TryGetValue(entity, out var kind)
        ? kind
        : throw new InvalidOperationException($"No class declares how {entity.Name} is kept: derive one from RootRecord, SharedRecord or PartRecord.");

    public IEnumerable<RecordKind> All => _kinds.Values;

    /// <summary>The name of the record that a part of this name belongs to.</summary>
    internal string RootOf(string name) => this[_kinds.Values.First(kind => kind.Name == name).Root].Name;

    /// <summary>The kinds that other services are told of.</summary>
    internal IEnumerable<RecordKind> Told => Roots.Where(kind => kind.Tell is not null);

    internal IEnumerable<RecordKind> Roots => _kinds.Values.Where(kind => kind.Root == kind.Type);
}

/// <summary>One kind of record: how it is called and stored, what others are told of it, and who sees it. Declared by deriving from a class below.</summary>
public abstract class RecordKind
{
    /// <summary>In history and changes.</summary>
    public abstract string Name { get; }

    public abstract Type Type { get; }

    /// <summary>The kind it is part of, or itself.</summary>
    public abstract Type Root { get; }

    /// <summary>Which of them.</summary>
    public abstract Guid RootId(Entity record);

    /// <summary>Makes its event; null when no other service is told, or it is told with its root.</summary>
    public virtual Tell<Entity>? Tell => null;

    /// <summary>The types that its event may have.</summary>
    public virtual IReadOnlyList<Type> Contracts => [];

    /// <summary>Those that name one of these people, and are to be erased with them.</summary>
    internal virtual Task<IReadOnlyList<Entity>> NamingAsync(DbContext db, Guid[] people, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Entity>>([]);

    /// <summary>Takes the people out of a record; false when nothing is to be kept of it.</summary>
    internal virtual bool Forget(Entity record, Guid[] people) => false;

    /// <summary>Its own version does not tell that a part changed: its table has a revision that every change of either raises.</summary>
    public bool HasParts { get; internal set; }

    internal abstract void Map(ModelBuilder model);
}

/// <summary>A record that stands alone and that the changes feed does not show.</summary>
public abstract class RootRecord<TRecord> : RecordKind where TRecord : Entity
{
    public sealed override Type Type => typeof(TRecord);
    public sealed override Type Root => typeof(TRecord);
    public sealed override Guid RootId(Entity record) => record.Id;
    public sealed override Tell<Entity>? Tell => Told is { } told ? (db, record, version, cancel) => told.Tell(db, (TRecord)record, version, cancel) : null;
    public sealed override IReadOnlyList<Type> Contracts => Told?.Contracts ?? [];

    /// <summary>How it is stored.</summary>
    protected abstract void Map(EntityTypeBuilder<TRecord> record);

    /// <summary>What other services are told; null when they are not.</summary>
    protected abstract Told<TRecord>? Told { get; }

    /// <summary>Whom it names; null when that is nobody.</summary>
    protected abstract Naming<TRecord>? Naming { get; }

    internal sealed override async Task<IReadOnlyList<Entity>> NamingAsync(DbContext db, Guid[] people, CancellationToken cancel) =>
        Naming is { } naming ? await naming.Of(db.Set<TRecord>(), people).ToListAsync(cancel) : [];

    internal sealed override bool Forget(Entity record, Guid[] people)
    {
        if (Naming?.Forget is not { } forget) return false;
        forget((TRecord)record, people);
        return true;
    }

    internal sealed override void Map(ModelBuilder model) => Map(model.Entity<TRecord>());
}

/// <summary>A record that is told about and shown together with the one it belongs to.</summary>
public abstract class PartRecord<TRecord, TRoot> : RecordKind where TRecord : Entity where TRoot : Entity
{
    public sealed override Type Type => typeof(TRecord);
    public sealed override Type Root => typeof(TRoot);
    public sealed override Guid RootId(Entity record) => RootOf((TRecord)record);

    /// <summary>How it is stored.</summary>
    protected abstract void Map(EntityTypeBuilder<TRecord> record);

    /// <summary>The record that it belongs to.</summary>
    protected abstract Guid RootOf(TRecord part);

    internal sealed override void Map(ModelBuilder model) => Map(model.Entity<TRecord>());
}
