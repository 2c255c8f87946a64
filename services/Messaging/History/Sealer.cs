using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Messaging.History;

/// <summary>
/// Gives committed entries their position and hash. Of all replicas one at a time does it; a writer never waits for it, and what commits
/// late is sealed late, so that a reader who goes by position misses nothing.
/// </summary>
sealed class Sealer<TContext>(IServiceScopeFactory scopes, Wakeup wakeup, ILogger<Sealer<TContext>> log)
    : Worker(wakeup.On(Work.History), log) where TContext : MessagingDbContext
{
    const int Batch = 1000;

    protected override async Task<bool> WorkAsync(CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        // Asked without a lock: most times there is nothing to do.
        if (!await db.History.AnyAsync(entry => entry.Position == null, cancel)) return false;

        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Waited for: whoever seals now may have looked before this was committed. An erasure holds it too.
        await AdvisoryLock.TakeAsync(db, "history", cancel);
        var last = await db.History.AsNoTracking().Where(entry => entry.Position != null)
            .OrderByDescending(entry => entry.Position).Select(entry => new { entry.Position, entry.Hash }).FirstOrDefaultAsync(cancel);
        var entries = await db.History.AsNoTracking().Where(entry => entry.Position == null).OrderBy(entry => entry.Id).Take(Batch).ToListAsync(cancel);
        if (entries.Count == 0) return false;
        var (position, hash) = (last?.Position ?? 0, last?.Hash ?? Chain.Start);
        var sealedOnes = new (long Id, long Position, byte[] Hash)[entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            hash = Chain.Hash(hash, ++position, entries[i]);
            sealedOnes[i] = (entries[i].Id, position, hash);
        }
        await db.Database.ExecuteSqlAsync($"""
            UPDATE history SET position = s.position, hash = s.hash
            FROM unnest({sealedOnes.Select(s => s.Id).ToArray()}, {sealedOnes.Select(s => s.Position).ToArray()}, {sealedOnes.Select(s => s.Hash).ToArray()})
                AS s(id, position, hash)
            WHERE history.id = s.id
            """, cancel);
        await transaction.CommitAsync(cancel);
        wakeup.Say(Work.Sealed);
        if (entries.Count < Batch) return false;
        // It rests as long as it worked: those who use the system come first.
        await Task.Delay(Stopwatch.GetElapsedTime(start), cancel);
        return true;
    }
}
