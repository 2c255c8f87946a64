using System.Data;
using System.Reflection;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Messaging.Outbox;

/// <summary>Tells every record again, as it is now: what a copy lacks or has wrong is mended by it.</summary>
static class Republish
{
    const int Batch = 500;

    static readonly MethodInfo Typed = typeof(Republish).GetMethod(nameof(BatchAsync), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <param name="services">To make contexts from: one for each batch.</param>
    /// <param name="kind">Which records.</param>
    /// <param name="wanted">Which of their events.</param>
    /// <param name="cancel">Stops after the batch.</param>
    /// <returns>How many events were told.</returns>
    public static async Task<long> RunAsync<TContext>(IServiceProvider services, RecordKind kind, Func<IRecordEvent, bool> wanted, CancellationToken cancel)
        where TContext : MessagingDbContext
    {
        var (told, after) = (0L, Guid.Empty);
        while (true)
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TContext>();
            var (count, last) = await (Task<(int, Guid?)>)Typed.MakeGenericMethod(kind.Root).Invoke(null, [db, kind, wanted, after, cancel])!;
            told += count;
            if (last is null) return told;
            after = last.Value;
        }
    }

    // One snapshot for a record and its parts, so that no version is told with the parts of a later one.
    static async Task<(int Told, Guid? Last)> BatchAsync<TRoot>(
        MessagingDbContext db, RecordKind kind, Func<IRecordEvent, bool> wanted, Guid after, CancellationToken cancel) where TRoot : Entity
    {
        var told = 0;
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var roots = await db.Set<TRoot>().Where(root => root.Id > after).OrderBy(root => root.Id).Take(Batch).ToListAsync(cancel);
        foreach (var root in roots)
        {
            var version = kind.HasParts ? (long)db.Entry(root).Property(MessagingDbContext.Revision).CurrentValue! : root.Version;
            var message = await kind.Tell!(db, root, version, cancel);
            if (!wanted(message)) continue;
            db.Tell(message);
            told++;
        }
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return (told, roots.LastOrDefault()?.Id);
    }
}
