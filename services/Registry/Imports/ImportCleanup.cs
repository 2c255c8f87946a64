using MayorsMechanism.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Imports;

/// <summary>Deletes files and reports past their time, once an hour: 30 days after the end, one day after a cancellation. What was done stays in the history.</summary>
public sealed class ImportCleanup(ImportWork work, ILogger<ImportCleanup> log)
    : Periodic(TimeSpan.FromHours(1), "Old imports stay until the next hour", TimeProvider.System, log)
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    static readonly TimeSpan CancelledKept = TimeSpan.FromDays(1);

    protected override Task WorkAsync(CancellationToken cancel) => RunAsync(work, cancel);

    public static async Task RunAsync(ImportWork work, CancellationToken cancel)
    {
        await using var scope = work.Open(out var db);
        var (old, cancelled) = (work.Now - Kept, work.Now - CancelledKept);
        var forgotten = await db.Imports.Where(i => i.State == ImportState.Checked && i.UploadedAt < old).Select(i => i.Id).ToListAsync(cancel);
        foreach (var id in forgotten) await LeaveIfOvertakenAsync(work.ChangeAsync(id, [ImportState.Checked], (i, _) => Expire(i, work.Now), cancel));
        var due = await db.Imports.Where(i => !i.Emptied && (i.FinishedAt < old || (i.State == ImportState.Cancelled && i.FinishedAt < cancelled)))
            .Select(i => new { i.Id, i.State }).ToListAsync(cancel);
        foreach (var each in due) await LeaveIfOvertakenAsync(work.ChangeAsync(each.Id, [each.State], (i, own) => EmptyAsync(i, own, cancel), cancel));
        await Uploading.DropSilentAsync(db, work.Now, db.Imports, cancel);
        await db.ImportChunks.Where(chunk => chunk.At < cancelled && !db.Imports.Any(i => i.Id == chunk.ImportId && !i.Emptied)).ExecuteDeleteAsync(cancel);
    }

    static Task Expire(Import import, DateTimeOffset now)
    {
        import.Cancel(now, "import-expired");
        return Task.CompletedTask;
    }

    static async Task EmptyAsync(Import import, RegistryDbContext db, CancellationToken cancel)
    {
        await EmptyAsync(db, [import.Id], cancel);
        import.Empty();
    }

    /// <summary>Another replica was faster.</summary>
    static async Task LeaveIfOvertakenAsync(Task change)
    {
        try
        {
            await change;
        }
        catch (Overtaken)
        {
            // Then it is done.
        }
    }

    /// <summary>Deletes the files and the reports.</summary>
    public static async Task EmptyAsync(RegistryDbContext db, Guid[] imports, CancellationToken cancel)
    {
        await db.ImportChunks.Where(chunk => imports.Contains(chunk.ImportId)).ExecuteDeleteAsync(cancel);
        await db.ImportRows.Where(row => imports.Contains(row.ImportId)).ExecuteDeleteAsync(cancel);
    }
}
