using MayorsMechanism.Messaging;
using MayorsMechanism.Registry.Imports;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Erasures;

/// <summary>
/// Takes erased people out of uploaded files and then gives the registry's receipt. Each file goes in a transaction of its own: what breaks
/// off is gone on with, by whoever comes next. A file that somebody works on is left for a moment, and delays its own erasures alone.
/// </summary>
sealed class ErasureWorker(ImportWork work, Wakeup wakeup, ILogger<ErasureWorker> log) : Worker(wakeup.On(Name), log)
{
    public const string Name = "erasure";

    bool _isHeldUp;

    protected override TimeSpan Poll => _isHeldUp ? TimeSpan.FromSeconds(1) : base.Poll;

    protected override async Task<bool> WorkAsync(CancellationToken cancel)
    {
        await using var scope = work.Open(out var db);
        await using var turn = await db.Database.BeginTransactionAsync(cancel);
        if (!await AdvisoryLock.TryTakeAsync(db, Name, cancel)) return false;
        var pending = await db.PendingErasures.OrderBy(erasure => erasure.At).ToListAsync(cancel);
        _isHeldUp = false;
        foreach (var erasure in pending)
        {
            if (await ForgetInFilesAsync(erasure, db, cancel)) await EndAsync(erasure, db, cancel);
            else _isHeldUp = true;
        }
        await db.SaveChangesAsync(cancel);
        await turn.CommitAsync(cancel);
        return false;
    }

    /// <summary>Whether they stand in none any more.</summary>
    async Task<bool> ForgetInFilesAsync(PendingErasure erasure, RegistryDbContext db, CancellationToken cancel)
    {
        // Before the search: what is checked in the meantime is found by it.
        var isUnread = await ImportErasure.Unread(db, erasure).AnyAsync(cancel);
        var isGone = true;
        foreach (var id in await ImportErasure.Concerned(db, erasure).OrderBy(import => import.Id).Select(import => import.Id).ToListAsync(cancel))
        {
            isGone &= await ImportErasure.ForgetAsync(work, id, cancel);
        }
        return isGone && !isUnread;
    }

    async Task EndAsync(PendingErasure erasure, RegistryDbContext db, CancellationToken cancel)
    {
        await db.Database.ExecuteSqlAsync($"""
            UPDATE erasure_receipts SET at = {work.Now} WHERE person_id = ANY ({erasure.People}) AND service = 'registry'
            """, cancel);
        db.Remove(erasure);
    }
}
