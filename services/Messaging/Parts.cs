using System.Linq.Expressions;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging;

/// <summary>For those who make events.</summary>
public static class Parts
{
    /// <summary>The parts of a record as they will be after the save under way. Read anew: what was loaded earlier may have changed since.</summary>
    public static async Task<IReadOnlyList<TPart>> PartsAsync<TPart>(this DbContext db, Expression<Func<TPart, bool>> ofRecord, CancellationToken cancel)
        where TPart : Entity
    {
        var saved = await db.Set<TPart>().AsNoTracking().Where(ofRecord).ToListAsync(cancel);
        var pending = db.ChangeTracker.Entries<TPart>().Where(entry => entry.State is not (EntityState.Unchanged or EntityState.Detached)).ToList();
        return
        [
            .. saved.Where(part => !pending.Exists(entry => entry.Entity.Id == part.Id)),
            .. pending.Where(entry => entry.State is not EntityState.Deleted).Select(entry => entry.Entity).Where(ofRecord.Compile()),
        ];
    }
}
