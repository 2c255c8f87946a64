using MayorsMechanism.Messaging;
using MayorsMechanism.Registry.Imports;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Erasures;

/// <summary>
/// Takes erased people out of uploaded files and then gives the registry's receipt. Each file goes in a transaction of its own: what breaks
/// off is gone on with, by whoever comes next.
/// </summary>
sealed class ErasureWorker(ImportWork work, Wakeup wakeup, ILogger<ErasureWorker> log) : Worker(wakeup.On(Name), log)
{
    public const string Name = "erasure";

    protected override async Task<bool> WorkAsync(CancellationToken cancel)
    {
        await using var scope = work.Open(out var db);
        await using var turn = await db.Database.BeginTransactionAsync(cancel);
        if (!await AdvisoryLock.TryTakeAsync(db, Name, cancel)) return false;
        if (await db.PendingErasures.OrderBy(erasure => erasure.At).FirstOrDefaultAsync(cancel) is not { } erasure) return false;
        while (await ImportErasure.NextAsync(db, erasure, cancel) is { } import) await ImportErasure.ForgetAsync(work, import, cancel);
        await db.Database.ExecuteSqlAsync($"""
            UPDATE erasure_receipts SET at = {work.Now} WHERE person_id = ANY ({erasure.People}) AND service = 'registry'
            """, cancel);
        db.Remove(erasure);
        await db.SaveChangesAsync(cancel);
        await turn.CommitAsync(cancel);
        return true;
    }
}
