using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Bulk;
using MayorsMechanism.Registry.Imports.Judging;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MayorsMechanism.Registry.Imports;

/// <summary>
/// Writes what the report says, all of it in one transaction. Each row is judged once more, against records that are locked by then; where
/// the judgement is not the one that was reported, nothing is written and the report is made anew.
/// </summary>
sealed class Committing(ImportWork work)
{
    public async Task RunAsync(Guid id, CancellationToken cancel)
    {
        var import = await work.ReadAsync(id, cancel);
        Author.Current = new(import.CommittedBy!, import.CommittedThrough);
        try
        {
            await CommitAsync(import, cancel);
        }
        catch (Exception e) when (e is Outdated or DbUpdateConcurrencyException or PostgresException { SqlState: ['2', '3', ..] })
        {
            await work.ChangeAsync(id, [ImportState.Committing], async (i, db) =>
            {
                await db.ImportRows.Where(row => row.ImportId == id).ExecuteDeleteAsync(cancel);
                i.CheckAgain("import-outdated");
            }, cancel);
        }
    }

    async Task CommitAsync(Import import, CancellationToken cancel)
    {
        // All its connections before it locks anything: requests that wait for what it holds may have all others of this replica.
        await using var writing = work.Open(out var db);
        await using var judging = work.Open(out var committed);
        await committed.Database.OpenConnectionAsync(cancel);
        await using var telling = work.Open(out var progress);
        await progress.Database.OpenConnectionAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // One after the other, for each judges by what those before it have written: two of one file would both find its records missing.
        await AdvisoryLock.TakeAsync(db, "import-commit", cancel);
        await LockRecordsAsync(import, db, cancel);
        var (bulk, written) = (new BulkSave(db), 0);
        await foreach (var changes in ChangesAsync(import, judging, cancel))
        {
            await bulk.SaveAsync(changes, cancel);
            written += changes.Count;
            await TellProgressAsync(progress, import.Id, written, cancel);
        }
        var locked = await ImportWork.LockAsync(db, import.Id, cancel);
        if (locked.State is not ImportState.Committing || await ImportErasure.IsConcernedAsync(db, import.Id, cancel)) throw new Overtaken();
        locked.EndCommitting(written, work.Now);
        locked.Touch();
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>
    /// All at once and in one order, people before organisations: commits that share records do not cross. Nobody retires or merges an
    /// organisation that somebody takes a position in, or joins; whoever else joins it does not wait.
    /// </summary>
    static async Task LockRecordsAsync(Import import, RegistryDbContext db, CancellationToken cancel)
    {
        const string Changed = "SELECT record_id FROM import_rows WHERE import_id = {0} AND outcome = 'changed'";
        const string Places = "SELECT unnest(places) FROM import_rows WHERE import_id = {0}";
        await LockAsync(import.Kind is ImportKind.Organisations ? "organisations" : "people", Changed, "NO KEY UPDATE");
        await LockAsync("organisations", Places, "SHARE");

        Task LockAsync(string table, string ids, string how)
        {
            var sql = "SELECT count(*) FROM (SELECT FROM " + table + " WHERE id IN (" + ids + ") ORDER BY id FOR " + how + ") locked";
            return db.Database.ExecuteSqlRawAsync(sql, [import.Id], cancel);
        }
    }

    /// <summary>The next batch is judged while the one before is written.</summary>
    async IAsyncEnumerable<List<BulkChange>> ChangesAsync(Import import, AsyncServiceScope judging, [EnumeratorCancellation] CancellationToken cancel)
    {
        var coming = JudgeNextAsync(import, judging, 0, cancel);
        try
        {
            while (await coming is { Changes.Count: > 0 } batch)
            {
                coming = JudgeNextAsync(import, judging, batch.Last, cancel);
                yield return batch.Changes;
            }
        }
        finally
        {
            await ((Task)coming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<(List<BulkChange> Changes, int Last)> JudgeNextAsync(Import import, AsyncServiceScope judging, int after, CancellationToken cancel)
    {
        var reported = await ReadAsync(judging.ServiceProvider.GetRequiredService<RegistryDbContext>(), import, after, cancel);
        return reported.Count == 0 ? ([], after) : (await JudgeAgainAsync(import, judging, reported, cancel), reported[^1].Number);
    }

    static async Task<List<ImportRow>> ReadAsync(RegistryDbContext db, Import import, int after, CancellationToken cancel)
    {
        RowOutcome[] wanted = import.Duplicates is DuplicateRows.Create
            ? [RowOutcome.Created, RowOutcome.Changed, RowOutcome.PossibleDuplicate]
            : [RowOutcome.Created, RowOutcome.Changed];
        return await db.ImportRows.AsNoTracking().Where(row => row.ImportId == import.Id && row.Number > after && wanted.Contains(row.Outcome))
            .OrderBy(row => row.Number).Take(ImportWork.Batch).ToListAsync(cancel);
    }

    async Task<List<BulkChange>> JudgeAgainAsync(Import import, AsyncServiceScope judging, List<ImportRow> reported, CancellationToken cancel)
    {
        var judged = await work.JudgeAsync(judging, import, [.. reported.Select(RowOf)], cancel);
        return [.. judged.Zip(reported, (now, then) => now.Says(then) && now.Change is { } change ? change : throw new Outdated())];
    }

    static RowToJudge RowOf(ImportRow row) =>
        new(row.Number, JsonNode.Parse(row.Fields)!.AsObject(), Promised: row.Outcome is RowOutcome.Changed ? null : row.RecordId, IsReported: true);

    /// <summary>Outside the transaction, so that it is seen.</summary>
    static Task TellProgressAsync(RegistryDbContext db, Guid id, int written, CancellationToken cancel) => db.Database.ExecuteSqlAsync(
        $"UPDATE imports SET rows_written = {written}, version = version + 1 WHERE id = {id} AND state = 'committing'", cancel);

    sealed class Outdated : Exception;
}
