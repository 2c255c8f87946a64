using MayorsMechanism.Messaging;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Imports;

/// <summary>
/// Takes in a file piece by piece, each on its own, so that a slow sender keeps no transaction open. The import is there from the first byte,
/// so that uploads under way count among the unfinished; one that breaks off leaves nothing.
/// </summary>
sealed class Uploading(RegistryDbContext db, ImportWork work)
{
    const int ChunkBytes = 256 << 10;
    const int MostUnfinished = 20;

    static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(20);

    /// <summary>Longer than the slowest sender that the server bears needs for a piece.</summary>
    static readonly TimeSpan Silence = TimeSpan.FromMinutes(30);

    /// <exception cref="RuleViolation">The uploader has too many that are not finished.</exception>
    public async Task TakeAsync(Import import, Stream body, CancellationToken cancel)
    {
        await BeginAsync(import, cancel);
        try
        {
            import.Arrive(await KeepAsync(import.Id, body, cancel));
            await db.SaveChangesAsync(cancel);
        }
        catch
        {
            // What an Idempotency-Key has opened a transaction for is rolled back with it.
            if (db.Database.CurrentTransaction is null) await DropAsync(import.Id);
            throw;
        }
    }

    /// <summary>Deletes uploads of which nothing came for long, because their replica died: all, or those of one uploader.</summary>
    public static async Task DropSilentAsync(RegistryDbContext db, DateTimeOffset now, IQueryable<Import> among, CancellationToken cancel)
    {
        var last = now - Silence;
        var silent = await among.Where(i => i.State == ImportState.Uploading && i.UploadedAt < last && !db.ImportChunks.Any(chunk => chunk.ImportId == i.Id && chunk.At >= last))
            .ToListAsync(cancel);
        await RemoveAsync(db, silent, cancel);
    }

    /// <summary>One uploader's one after the other. Whoever waits keeps no connection meanwhile: a replica has few.</summary>
    async Task BeginAsync(Import import, CancellationToken cancel)
    {
        while (!await TryBeginAsync(import, cancel)) await Task.Delay(Turn, cancel);
    }

    Task<bool> TryBeginAsync(Import import, CancellationToken cancel) => db.InTransactionAsync(async () =>
    {
        if (!await AdvisoryLock.TryTakeAsync(db, $"imports of {import.NetworkId}", cancel)) return false;
        var own = db.Imports.Where(i => i.NetworkId == import.NetworkId);
        await DropSilentAsync(db, work.Now, own, cancel);
        if (await own.CountAsync(i => i.FinishedAt == null, cancel) >= MostUnfinished) throw new RuleViolation("imports-unfinished", MostUnfinished);
        db.Add(import);
        await db.SaveChangesAsync(cancel);
        return true;
    }, cancel);

    async Task<long> KeepAsync(Guid id, Stream body, CancellationToken cancel)
    {
        var (buffer, total) = (new byte[ChunkBytes], 0L);
        for (var number = 0; ; number++)
        {
            var count = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
            if ((total += count) > BodyLimits.Import) throw new BadHttpRequestException("", StatusCodes.Status413PayloadTooLarge);
            var bytes = buffer[..count];
            if (count > 0 && await AddAsync(id, number, bytes, cancel) == 0) throw new RuleViolation("import-finished");
            if (count < buffer.Length) return total;
        }
    }

    /// <summary>None when somebody was erased meanwhile, whom the file may name.</summary>
    Task<int> AddAsync(Guid id, int number, byte[] bytes, CancellationToken cancel) => db.Database.ExecuteSqlAsync($"""
        INSERT INTO import_chunks (import_id, number, bytes, at)
        SELECT id, {number}, {bytes}, {work.Now} FROM imports WHERE id = {id} AND state = 'uploading' FOR SHARE
        """, cancel);

    /// <summary>By a context of its own, whatever became of the request and its one.</summary>
    async Task DropAsync(Guid id)
    {
        await using var scope = work.Open(out var own);
        await own.ImportChunks.Where(chunk => chunk.ImportId == id).ExecuteDeleteAsync();
        await RemoveAsync(own, await own.Imports.Where(i => i.Id == id && i.State == ImportState.Uploading).ToListAsync(), CancellationToken.None);
    }

    static async Task RemoveAsync(RegistryDbContext db, List<Import> uploads, CancellationToken cancel)
    {
        if (uploads.Count == 0) return;
        Guid[] ids = [.. uploads.Select(import => import.Id)];
        await db.ImportChunks.Where(chunk => ids.Contains(chunk.ImportId)).ExecuteDeleteAsync(cancel);
        db.RemoveRange(uploads);
        await db.SaveChangesAsync(cancel);
    }
}
