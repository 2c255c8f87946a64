using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging.History;

/// <summary>The verb <c>verify-history</c>: reads the whole chain and says where it breaks.</summary>
public static class VerifyHistory
{
    /// <returns>The number of sealed entries, and what is wrong with the first that does not fit; null when all do.</returns>
    public static async Task<(long Entries, string? Fault)> RunAsync(MessagingDbContext db, CancellationToken cancel)
    {
        var (position, hash) = (0L, Chain.Start);
        await foreach (var entry in db.History.AsNoTracking().Where(e => e.Position != null).OrderBy(e => e.Position).AsAsyncEnumerable().WithCancellation(cancel))
        {
            position++;
            if (entry.Position != position) return (position - 1, $"Position {position} is missing.");
            hash = Chain.Hash(hash, position, entry);
            if (!hash.AsSpan().SequenceEqual(entry.Hash)) return (position - 1, $"Entry {position} was altered, or one before it was removed.");
            if (entry.Payload is { } payload && !Chain.Digest(entry.Salt ?? [], payload).AsSpan().SequenceEqual(entry.Digest))
            {
                return (position - 1, $"The payload of entry {position} was altered.");
            }
        }
        return await EmptiedAsync(db, cancel) is { } emptied ? (emptied - 1, $"The payload of entry {emptied} is gone, and no erasure says why.") : (position, null);
    }

    /// <summary>The first entry that lost its payload though nothing of its record was erased.</summary>
    static Task<long?> EmptiedAsync(MessagingDbContext db, CancellationToken cancel) => db.History
        .Where(entry => entry.Position != null && entry.Payload == null && (entry.Action == "created" || entry.Action == "changed")
            && !db.History.Any(later => later.RootId == entry.RootId && later.Action == "erased"))
        .MinAsync(entry => entry.Position, cancel);
}
