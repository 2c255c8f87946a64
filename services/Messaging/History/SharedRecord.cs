using System.Linq.Expressions;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging.History;

/// <summary>Who reads, and from where: what a service hands to its records so that they say what they show.</summary>
public interface IReader
{
    Caller Caller { get; }
    MessagingDbContext Db { get; }
}

/// <summary>A record as the feed shows it.</summary>
public sealed record Shown(Guid Id, object State);

/// <summary>A record that is gone from its table.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Made">The history entry that it began with.</param>
/// <param name="State">Its last, as JSON; null once erased.</param>
public sealed record RemovedRecord(Guid Id, long Made, string? State);

/// <summary>A record that stands alone and that the changes feed shows to whoever may see it.</summary>
public abstract class SharedRecord<TRecord, TReader> : RootRecord<TRecord>, ISharedRecord<TReader> where TRecord : Entity where TReader : IReader
{
    /// <summary>Those that the reader may see now.</summary>
    protected abstract IQueryable<TRecord> Seen(TReader reader);

    /// <summary>Of those that the reader does not see now the ones that it could see once, and may have a copy of.</summary>
    protected abstract Task<IEnumerable<Guid>> OnceAsync(TReader reader, Guid[] unseen, CancellationToken cancel);

    /// <summary>Their states, with their parts.</summary>
    protected abstract Task<IEnumerable<Shown>> ShowAsync(TReader reader, IQueryable<TRecord> seen, CancellationToken cancel);

    /// <summary>Those that a network sees, or sees no more, because of what else changed; null when nothing of that did.</summary>
    protected virtual Task<IQueryable<Guid>?> AroundAsync(ChangedPage<TReader> page, CancellationToken cancel) => Task.FromResult<IQueryable<Guid>?>(null);

    /// <summary>Of those that were removed the ones that a network could see; none unless it is said here.</summary>
    protected virtual Task<IEnumerable<Guid>> RemovedAsync(TReader reader, IReadOnlyList<RemovedRecord> removed, CancellationToken cancel) =>
        Task.FromResult<IEnumerable<Guid>>([]);

    /// <summary>For <see cref="ShowAsync"/> when a record is all that is shown.</summary>
    protected static async Task<IEnumerable<Shown>> EachAsync(IQueryable<TRecord> seen, Func<TRecord, object> show, CancellationToken cancel) =>
        (await seen.ToListAsync(cancel)).Select(record => new Shown(record.Id, show(record)));

    /// <summary>For <see cref="OnceAsync"/> when a query tells.</summary>
    protected static async Task<IEnumerable<Guid>> AmongAsync(IQueryable<TRecord> once, Guid[] unseen, CancellationToken cancel) =>
        await once.Where(record => unseen.Contains(record.Id)).Select(record => record.Id).ToListAsync(cancel);

    /// <summary>For <see cref="OnceAsync"/> when what is not seen never was.</summary>
    protected static Task<IEnumerable<Guid>> Never => Task.FromResult<IEnumerable<Guid>>([]);

    Task<IQueryable<Guid>?> ISharedRecord<TReader>.AroundAsync(ChangedPage<TReader> page, CancellationToken cancel) => AroundAsync(page, cancel);

    IQueryable<Guid> ISharedRecord<TReader>.Among(TReader reader, Guid[] ids) =>
        reader.Db.Set<TRecord>().Where(record => ids.Contains(record.Id)).Select(record => record.Id);

    async Task<IReadOnlyList<Change>> ISharedRecord<TReader>.ChangesAsync(TReader reader, Guid[] ids, int most, CancellationToken cancel)
    {
        var seen = (await ShowAsync(reader, Seen(reader).AsNoTracking().Where(record => ids.Contains(record.Id)).OrderBy(record => record.Id).Take(most), cancel)).ToList();
        var unseen = IChangedView.Missing(ids, [.. seen.Select(shown => shown.Id)], most);
        var gone = unseen.Length == 0 ? [] : (await OnceAsync(reader, unseen, cancel)).Distinct();
        return [.. seen.Select(shown => new Change(Name, shown.Id, false, shown.State)), .. gone.Select(id => new Change(Name, id, true, null))];
    }

    async Task<IEnumerable<Guid>> ISharedRecord<TReader>.RemovedAsync(TReader reader, IReadOnlyList<RemovedRecord> removed, CancellationToken cancel) =>
        reader.Caller.IsSecretariat ? removed.Select(record => record.Id) : await RemovedAsync(reader, removed, cancel);
}

/// <summary>What the feed asks of a record that it shows.</summary>
interface ISharedRecord<TReader> where TReader : IReader
{
    string Name { get; }
    Type Type { get; }
    Task<IQueryable<Guid>?> AroundAsync(ChangedPage<TReader> page, CancellationToken cancel);
    IQueryable<Guid> Among(TReader reader, Guid[] ids);
    Task<IReadOnlyList<Change>> ChangesAsync(TReader reader, Guid[] ids, int most, CancellationToken cancel);
    Task<IEnumerable<Guid>> RemovedAsync(TReader reader, IReadOnlyList<RemovedRecord> removed, CancellationToken cancel);
}

/// <summary>What changed in a stretch of the history, for records that are seen through others.</summary>
public sealed class ChangedPage<TReader>(TReader reader, IReadOnlyList<ChangedRecord> changed) where TReader : IReader
{
    readonly Dictionary<Type, Task<IQueryable<Guid>?>> _concerned = [];

    public TReader Reader => reader;

    /// <summary>Roots of this kind that have an entry, or a part that has; those of a part of this kind.</summary>
    public Guid[] Changed<TRecord>() where TRecord : Entity
    {
        var kind = reader.Db.Records[typeof(TRecord)];
        return [.. changed.Where(record => kind.Root == kind.Type ? record.Record == kind.Name : record.Part == kind.Name).Select(record => record.Id).Distinct()];
    }

    /// <summary>Those of this kind that changed, and those that are seen or not because of what else changed; null when there are none.</summary>
    public Task<IQueryable<Guid>?> ConcernedAsync<TRecord>(CancellationToken cancel) where TRecord : Entity
    {
        if (!_concerned.TryGetValue(typeof(TRecord), out var concerned)) _concerned.Add(typeof(TRecord), concerned = FindAsync());
        return concerned;

        async Task<IQueryable<Guid>?> FindAsync()
        {
            var kind = (ISharedRecord<TReader>)reader.Db.Records[typeof(TRecord)];
            var ids = Changed<TRecord>();
            var around = await AroundAsync(kind, cancel);
            return ids.Length == 0 ? around : around is null ? kind.Among(reader, ids) : kind.Among(reader, ids).Concat(around);
        }
    }

    readonly Dictionary<Type, Task<IQueryable<Guid>?>> _around = [];

    internal Task<IQueryable<Guid>?> AroundAsync(ISharedRecord<TReader> kind, CancellationToken cancel)
    {
        if (!_around.TryGetValue(kind.Type, out var around)) _around.Add(kind.Type, around = kind.AroundAsync(this, cancel));
        return around;
    }

    /// <summary>Of records whose <paramref name="by"/> is among those of another kind that are concerned.</summary>
    public async Task<IQueryable<Guid>?> ThroughAsync<TRecord, TOther>(Expression<Func<TRecord, Guid>> by, CancellationToken cancel) where TRecord : Entity where TOther : Entity
    {
        if (await ConcernedAsync<TOther>(cancel) is not { } others) return null;
        Expression<Func<Guid, bool>> isAmong = id => others.Contains(id);
        var concerned = Microsoft.EntityFrameworkCore.Query.ReplacingExpressionVisitor.Replace(isAmong.Parameters[0], by.Body, isAmong.Body);
        return reader.Db.Set<TRecord>().Where(Expression.Lambda<Func<TRecord, bool>>(concerned, by.Parameters)).Select(record => record.Id);
    }
}
