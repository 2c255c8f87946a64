using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging;

/// <summary>Makes a record's event of the given version, from what is saved and about to be saved.</summary>
public delegate Task<IRecordEvent> Tell<in TRoot>(DbContext db, TRoot root, long version, CancellationToken cancel);

/// <summary>
/// The records of a service: what each is called in its history, which are parts of which, and the event that tells others about them.
/// Every <see cref="Entity"/> of the context is named here; saving one that is not fails.
/// </summary>
public sealed class Records
{
    readonly Dictionary<Type, RecordKind> _kinds = [];

    /// <summary>A record that stands alone.</summary>
    /// <param name="name">Its name in history and changes.</param>
    /// <param name="tell">Makes its event; null when no other service is told.</param>
    public Records Root<TRoot>(string name, Tell<TRoot>? tell = null) where TRoot : Entity
    {
        Tell<Entity>? told = tell is null ? null : (db, root, version, cancel) => tell(db, (TRoot)root, version, cancel);
        _kinds.Add(typeof(TRoot), new RecordKind(name, typeof(TRoot), record => record.Id, told));
        return this;
    }

    /// <summary>A record that is told about together with the one it belongs to, named before.</summary>
    public Records Part<TPart, TRoot>(string name, Func<TPart, Guid> root) where TPart : Entity where TRoot : Entity
    {
        _kinds.Add(typeof(TPart), new RecordKind(name, typeof(TRoot), record => root((TPart)record), null));
        _kinds[typeof(TRoot)].HasParts = true;
        return this;
    }

    public RecordKind this[Type entity] => _kinds.TryGetValue(entity, out var kind)
        ? kind
        : throw new InvalidOperationException($"Records do not name {entity.Name}.");

    /// <summary>The name of the record that a part of this name belongs to.</summary>
    internal string RootOf(string name) => this[_kinds.Values.First(kind => kind.Name == name).Root].Name;

    /// <summary>The kinds that other services are told of.</summary>
    internal IEnumerable<RecordKind> Told => Roots.Where(kind => kind.Tell is not null);

    internal IEnumerable<RecordKind> Roots => _kinds.Where(pair => pair.Key == pair.Value.Root).Select(pair => pair.Value);
}

/// <summary>One kind of record.</summary>
/// <param name="Name">In history and changes.</param>
/// <param name="Root">The kind it is part of, or itself.</param>
/// <param name="RootId">Which of them.</param>
/// <param name="Tell">Makes its event.</param>
public sealed record RecordKind(string Name, Type Root, Func<Entity, Guid> RootId, Tell<Entity>? Tell)
{
    /// <summary>Its own version does not tell that a part changed: its table has a revision that every change of either raises.</summary>
    public bool HasParts { get; set; }
}
