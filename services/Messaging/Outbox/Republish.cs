using System.Data;
using System.Reflection;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Messaging.Outbox;

/// <summary>Tells every record again, as it is now: what a copy lacks or has wrong is mended by it.</summary>
static class Republish
{
    const int Batch = 500;

    static readonly MethodInfo Typed = typeof(Republish).GetMethod(nameof(BatchAsync), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <returns>How many records were told.</returns>
    public static async Task<long> RunAsync<TContext>(IServiceProvider services, RecordKind kind, CancellationToken cancel) where TContext : MessagingDbContext
    {
        var (told, after) = (0L, Guid.Empty);
        while (true)
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TContext>();
            var (count, last) = await (Task<(int, Guid)>)Typed.MakeGenericMethod(kind.Root).Invoke(null, [db, kind, after, cancel])!;
            told += count;
            if (count < Batch) return told;
            after = last;
        }
    }

    // One snapshot for a record and its parts, so that no version is told with the parts of a later one.
    static async Task<(int, Guid)> BatchAsync<TRoot>(MessagingDbContext db, RecordKind kind, Guid after, CancellationToken cancel) where TRoot : Entity
    {
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var roots = await db.Set<TRoot>().Where(root => root.Id > after).OrderBy(root => root.Id).Take(Batch).ToListAsync(cancel);
        foreach (var root in roots)
        {
            var version = kind.HasParts ? (long)db.Entry(root).Property(MessagingDbContext.Revision).CurrentValue! : root.Version;
            db.Tell(await kind.Tell!(db, root, version, cancel));
        }
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return (roots.Count, roots.LastOrDefault()?.Id ?? after);
    }
}
