using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging.History;

/// <summary>What a reader is shown of changed records, as each kind of record declares it.</summary>
public sealed class DeclaredView<TReader>(TReader reader) : IChangedView where TReader : IReader
{
    readonly List<ISharedRecord<TReader>> _shared = [.. reader.Db.Records.All.OfType<ISharedRecord<TReader>>()];

    public async Task<IReadOnlyList<ConcernedRecord>> AroundAsync(IReadOnlyList<ChangedRecord> changed, Guid after, int most, CancellationToken cancel)
    {
        if (reader.Caller.IsSecretariat) return [];
        var page = new ChangedPage<TReader>(reader, changed);
        IQueryable<ConcernedRecord>? all = null;
        foreach (var kind in _shared)
        {
            if (await page.AroundAsync(kind, cancel) is not { } around) continue;
            var name = kind.Name;
            var concerned = around.Select(id => new ConcernedRecord { Record = name, Id = id });
            all = all is null ? concerned.Distinct() : all.Union(concerned);
        }
        return all is null ? [] : await all.Where(record => record.Id > after).OrderBy(record => record.Id).Take(most).ToListAsync(cancel);
    }

    public async Task<IReadOnlyList<Change>> ShowAsync(ILookup<string, Guid> concerned, int most, CancellationToken cancel)
    {
        List<Change> changes = [];
        foreach (var kind in _shared.Where(kind => concerned.Contains(kind.Name)))
        {
            changes.AddRange(await kind.ChangesAsync(reader, [.. concerned[kind.Name]], most, cancel));
        }
        var told = changes.Select(change => change.Id).ToHashSet();
        var missing = concerned.SelectMany(records => records).Where(id => !told.Contains(id)).ToArray();
        if (missing.Length > 0) changes.AddRange(await RemovedAsync(missing, cancel));
        return changes;
    }

    async Task<IReadOnlyList<Change>> RemovedAsync(Guid[] ids, CancellationToken cancel)
    {
        var history = reader.Db.History;
        var ends = (await history.Where(end => ids.Contains(end.RootId) && end.RecordId == end.RootId && end.Action == "removed").Select(end => new
        {
            end.Record, end.RootId, Made = history.Where(entry => entry.RootId == end.RootId).Min(entry => entry.Id),
            State = history.Where(entry => entry.RootId == end.RootId && (entry.Action == "created" || entry.Action == "changed"))
                .OrderByDescending(entry => entry.Id).Select(entry => entry.Payload).FirstOrDefault(),
        }).ToListAsync(cancel)).ToLookup(end => end.Record, end => new RemovedRecord(end.RootId, end.Made, end.State));
        List<Change> changes = [];
        foreach (var kind in _shared.Where(kind => ends.Contains(kind.Name)))
        {
            var gone = await kind.RemovedAsync(reader, [.. ends[kind.Name]], cancel);
            changes.AddRange(gone.Select(id => new Change(kind.Name, id, true, null)));
        }
        return changes;
    }
}
