using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging;

/// <summary>For those who make events.</summary>
public static class Parts
{
    /// <summary>The parts of a record as they will be after the save under way: saved ones, changed ones and new ones.</summary>
    public static async Task<IReadOnlyList<TPart>> PartsAsync<TPart>(this DbContext db, Expression<Func<TPart, bool>> ofRecord, CancellationToken cancel)
        where TPart : class
    {
        await db.Set<TPart>().Where(ofRecord).LoadAsync(cancel);
        return [.. db.Set<TPart>().Local.Where(ofRecord.Compile())];
    }
}
