using System.Text.Encodings.Web;
using System.Text.Json;
using MayorsMechanism.Messaging.Bulk;
using MayorsMechanism.Registry.Imports.Files;
using MayorsMechanism.Registry.Imports.Judging;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MayorsMechanism.Registry.Imports;

/// <summary>
/// The dry run: reads a file row by row and writes the report, in batches. Each batch is one transaction with the count of rows read, so a
/// check that breaks off goes on after the last batch that was written, whoever goes on.
/// </summary>
sealed class Checking(ImportWork work, NpgsqlDataSource database)
{
    const int MostRows = 1_000_000;
    const int BatchBytes = 8 << 20;

    /// <summary>Stored as written: people read it.</summary>
    static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task RunAsync(Guid id, CancellationToken cancel)
    {
        var import = await work.ReadAsync(id, cancel);
        try
        {
            await using var rows = await OpenAsync(import, cancel);
            if (import.State is ImportState.Uploaded) await work.ChangeAsync(id, [ImportState.Uploaded], (i, _) => Begin(i, rows), cancel);
            await StageAsync(import, rows, cancel);
            await work.ChangeAsync(id, [ImportState.Checking], (i, db) => EndAsync(i, rows, db, cancel), cancel);
        }
        catch (FileProblem problem)
        {
            await work.ChangeAsync(id, [ImportState.Uploaded, ImportState.Checking], (i, db) => FailAsync(i, problem.Message, db, cancel), cancel);
        }
    }

    static Task Begin(Import import, IRows rows)
    {
        import.BeginChecking();
        import.Found([.. rows.Columns], [.. rows.Ignored]);
        return Task.CompletedTask;
    }

    async Task<IRows> OpenAsync(Import import, CancellationToken cancel)
    {
        var file = new ImportFile(database, import.Id, import.Gzip);
        var encoding = await TextProbe.RunAsync(file, cancel);
        var (known, map) = (KnownColumns.Of(import.Kind), ColumnMap.Read(import.Map));
        return import.Format is ImportFormat.Csv
            ? await CsvRows.OpenAsync(file, encoding, known, map, cancel)
            : new JsonRows(file, encoding, import.Format is ImportFormat.JsonLines, known, map);
    }

    async Task StageAsync(Import import, IRows rows, CancellationToken cancel)
    {
        var (read, batch, bytes) = (import.RowsRead, new List<RowToJudge>(), 0);
        await foreach (var row in rows.ReadAsync(cancel))
        {
            if (row.Number > MostRows) throw new FileProblem("file-too-many-rows", MostRows);
            if (row.Number <= read) continue;
            batch.Add(new(row.Number, row.Fields, row.Reason));
            bytes += row.Bytes;
            if (batch.Count < ImportWork.Batch && bytes < BatchBytes) continue;
            await StageAsync(import, batch, cancel);
            (batch, bytes) = ([], 0);
        }
        if (batch.Count > 0) await StageAsync(import, batch, cancel);
    }

    async Task StageAsync(Import import, List<RowToJudge> batch, CancellationToken cancel)
    {
        await using var scope = work.Open(out var db);
        var judged = await work.JudgeAsync(scope, import, batch, cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await new TableCopy<ImportRow>(db).WriteAsync(judged.Select(each => RowOf(import, each)), cancel);
        var (before, after) = (batch[0].Number - 1, batch[^1].Number);
        var (created, changed, unchanged, rejected, duplicates) = (Count(RowOutcome.Created), Count(RowOutcome.Changed),
            Count(RowOutcome.Unchanged), Count(RowOutcome.Rejected), Count(RowOutcome.PossibleDuplicate));
        var ours = await db.Database.ExecuteSqlAsync($"""
            UPDATE imports SET rows_read = {after}, rows_created = rows_created + {created}, rows_changed = rows_changed + {changed},
                rows_unchanged = rows_unchanged + {unchanged}, rows_rejected = rows_rejected + {rejected},
                rows_possible_duplicate = rows_possible_duplicate + {duplicates}, attempts = 0, version = version + 1
            WHERE id = {import.Id} AND state = 'checking' AND rows_read = {before}
            """, cancel);
        if (ours == 0) throw new Overtaken();
        await transaction.CommitAsync(cancel);

        int Count(RowOutcome outcome) => judged.Count(each => each.Outcome == outcome);
    }

    static ImportRow RowOf(Import import, Judged judged) => new()
    {
        ImportId = import.Id,
        Number = judged.Row.Number,
        Outcome = judged.Outcome,
        Fields = judged.Row.Fields.ToJsonString(AsWritten),
        RecordId = judged.RecordId,
        RecordVersion = judged.RecordVersion,
        Columns = judged.Columns,
        Reasons = judged.Reasons,
        Evidence = judged.Evidence,
        Mentions = Mentions.Of(judged.Row.Fields, judged.Evidence),
        Keys = judged.Keys,
        Places = judged.Places,
    };

    /// <summary>What only the whole file shows: rows that repeat another.</summary>
    static async Task EndAsync(Import import, IRows rows, RegistryDbContext db, CancellationToken cancel)
    {
        if (import.RowsRead == 0) throw new FileProblem("file-empty");
        await FindRepeatedAsync(db, import.Id, cancel);
        await db.Database.ExecuteSqlAsync($"""
            UPDATE imports SET rows_created = n.created, rows_changed = n.changed, rows_unchanged = n.unchanged, rows_rejected = n.rejected,
                rows_possible_duplicate = n.duplicate
            FROM (SELECT count(*) FILTER (WHERE outcome = 'created') AS created, count(*) FILTER (WHERE outcome = 'changed') AS changed,
                count(*) FILTER (WHERE outcome = 'unchanged') AS unchanged, count(*) FILTER (WHERE outcome = 'rejected') AS rejected,
                count(*) FILTER (WHERE outcome = 'possible-duplicate') AS duplicate FROM import_rows WHERE import_id = {import.Id}) n
            WHERE id = {import.Id}
            """, cancel);
        await db.Entry(import).ReloadAsync(cancel);
        import.Found([.. rows.Columns], [.. rows.Ignored]);
        import.EndChecking();
    }

    /// <summary>Of two rows of one record the first counts; two new rows that say the same are looked at by a person.</summary>
    static async Task FindRepeatedAsync(RegistryDbContext db, Guid id, CancellationToken cancel)
    {
        // The rows were written a moment ago: the planner believes that there are few, and would compare each with each.
        await db.Database.ExecuteSqlAsync($"SET LOCAL enable_nestloop = off", cancel);
        await db.Database.ExecuteSqlAsync($$"""
            UPDATE import_rows r SET outcome = 'rejected', columns = '{}', reasons = '[{"column":"id","reason":"row-repeats|' || f.first || '"}]'
            FROM (SELECT number, min(number) OVER (PARTITION BY record_id) AS first FROM import_rows
                WHERE import_id = {{id}} AND outcome IN ('changed', 'unchanged')) f
            WHERE r.import_id = {{id}} AND r.number = f.number AND f.first < f.number
            """, cancel);
        // Each row alone may: together a network would be none, and have members.
        await db.Database.ExecuteSqlAsync($$"""
            UPDATE import_rows r SET outcome = 'rejected', columns = '{}', reasons = '[{"column":"kind","reason":"network-has-members"}]'
            WHERE r.import_id = {{id}} AND r.outcome = 'changed' AND 'kind' = ANY (r.columns) AND r.record_id IN (
                SELECT unnest(p.places) FROM import_rows p WHERE p.import_id = {{id}} AND p.outcome IN ('created', 'changed', 'possible-duplicate'))
            """, cancel);
        await db.Database.ExecuteSqlAsync($$"""
            WITH said AS (SELECT number, key FROM import_rows CROSS JOIN unnest(keys) AS key
                WHERE import_id = {{id}} AND outcome IN ('created', 'possible-duplicate')),
            first AS (SELECT key, min(number) AS number FROM said GROUP BY key HAVING count(*) > 1)
            UPDATE import_rows r SET outcome = 'possible-duplicate', evidence = '[{"recordId":null,"row":' || f.first || ',"name":null,"because":"same-row"}]'
            FROM (SELECT said.number, min(first.number) AS first FROM said JOIN first USING (key) GROUP BY said.number) f
            WHERE r.import_id = {{id}} AND r.number = f.number AND f.first < f.number AND r.outcome = 'created'
            """, cancel);
    }

    async Task FailAsync(Import import, string problem, RegistryDbContext db, CancellationToken cancel)
    {
        await ImportCleanup.EmptyAsync(db, [import.Id], cancel);
        import.Fail(problem, work.Now);
        import.Empty();
    }
}
