using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging;

/// <summary>Locks of the database that end with the transaction, among all replicas of a service.</summary>
public static class AdvisoryLock
{
    /// <summary>False when another transaction holds the lock called <paramref name="name"/>.</summary>
    public static async Task<bool> TryTakeAsync(DbContext db, string name, CancellationToken cancel)
    {
        return (await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock({KeyOf(name)})").ToListAsync(cancel)).Single();
    }

    /// <summary>Waits for the lock called <paramref name="name"/>.</summary>
    public static Task TakeAsync(DbContext db, string name, CancellationToken cancel) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({KeyOf(name)})", cancel);

    static long KeyOf(string name) => BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <summary>In the order in which they are to be locked.</summary>
    internal static long[] KeysOf(IEnumerable<Guid> records) => [.. records.Select(KeyOf).Distinct().Order()];

    static long KeyOf(Guid record) => BitConverter.ToInt64(record.ToByteArray(), 8);

    /// <summary>Waits until what is done for these records elsewhere has ended. Taken in one order, so that two waits never cross.</summary>
    public static async Task TakeAsync(DbContext db, IEnumerable<Guid> records, CancellationToken cancel)
    {
        foreach (var key in KeysOf(records))
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({key})", cancel);
        }
    }
}
