using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging.Erasure;

/// <summary>Removes what this library keeps of records that are erased. What a service keeps itself, it removes itself, in the same transaction.</summary>
public static class Erasing
{
    /// <summary>Finds the entries of the history that name somebody by an index, for <see cref="EarlierAsync"/>. The migration runs uuids_in.sql first.</summary>
    public static void IndexNamesInHistory(this ModelBuilder model) => model.Entity<HistoryEntry>(entry =>
    {
        entry.Property<Guid[]?>("Named").HasComputedColumnSql("uuids_in(payload)", stored: true);
        entry.HasIndex("Named").HasMethod("gin");
    });

    /// <summary>All records that name one of these people, as their kinds declare it.</summary>
    public static async Task<List<Entity>> NamingAsync(this MessagingDbContext db, Guid[] people, CancellationToken cancel)
    {
        List<Entity> named = [];
        foreach (var kind in db.Records.All) named.AddRange(await kind.NamingAsync(db, people, cancel));
        return named;
    }

    /// <summary>Takes the people out of a record, or removes it where nothing is to be kept, and says so in the history.</summary>
    public static void Forget(this MessagingDbContext db, Entity record, Guid[] people)
    {
        var version = db.Entry(record).Property(r => r.Version);
        if (!db.Records[record.GetType()].Forget(record, people)) db.Remove(record);
        else if (version.CurrentValue == version.OriginalValue) record.Touch();
        db.RecordErasure(record);
    }

    /// <summary>
    /// Leaves tombstones for <paramref name="subjects"/>, empties the history of <paramref name="records"/> and of the subjects, and deletes
    /// their unsent events, failed messages and kept answers. Call it inside a transaction; events that tell of the erasure come after it.
    /// </summary>
    /// <param name="db">The service's context.</param>
    /// <param name="subjects">The erased records themselves.</param>
    /// <param name="records">Further records of this service whose history told of them.</param>
    /// <param name="cancel">Stops the erasure; nothing is erased then.</param>
    public static async Task ForgetAsync(this MessagingDbContext db, Guid[] subjects, Guid[] records, CancellationToken cancel)
    {
        var all = subjects.Concat(records).ToArray();
        await AdvisoryLock.TakeAsync(db, all, cancel);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO tombstones (record_id, at) SELECT id, now() FROM unnest({subjects}) AS id ON CONFLICT DO NOTHING
            """, cancel);
        // The sealer changes the same entries, many at once: neither may hold one while it waits for another.
        await AdvisoryLock.TakeAsync(db, "history", cancel);
        await db.Database.ExecuteSqlAsync($"UPDATE history SET payload = NULL, salt = NULL WHERE root_id = ANY ({all}) AND payload IS NOT NULL", cancel);
        // Whatever names one of them, wherever in its text: these tables are small, and what they hold is short-lived.
        var named = all.Select(id => id.ToString()).ToArray();
        await db.Database.ExecuteSqlAsync($"""
            DELETE FROM outbox WHERE EXISTS (SELECT FROM unnest({named}) AS id WHERE position(id IN body) > 0)
            """, cancel);
        // Not that of the request that erases, which has no answer yet.
        await db.Database.ExecuteSqlAsync($"""
            DELETE FROM idempotent_answers WHERE status <> 0 AND EXISTS (SELECT FROM unnest({named}) AS id
                WHERE position(id IN path || coalesce(location, '')) > 0 OR position(convert_to(id, 'UTF8') IN coalesce(body, '')) > 0)
            """, cancel);
        // Whoever keeps a failure from now on sees the tombstones.
        await AdvisoryLock.TakeAsync(db, "failures", cancel);
        await db.Database.ExecuteSqlAsync($"""
            DELETE FROM failures WHERE EXISTS (SELECT FROM unnest({named}) AS id WHERE position(convert_to(id, 'UTF8') IN body) > 0)
            """, cancel);
    }

    /// <summary>The last entry of each record whose history names one of <paramref name="people"/>, though the record was deleted since, or is somebody else's.</summary>
    /// <param name="db">The service's context.</param>
    /// <param name="people">Ids that histories name.</param>
    /// <param name="present">The records that are known to name them now.</param>
    /// <param name="cancel">Stops the search.</param>
    public static async Task<List<HistoryEntry>> EarlierAsync(
        this MessagingDbContext db, IEnumerable<Guid> people, IEnumerable<Entity> present, CancellationToken cancel)
    {
        var ids = people.ToArray();
        var known = present.Select(record => record.Id).ToArray();
        var roots = await db.History.FromSql($"SELECT * FROM history WHERE named && {ids}").Where(entry => !known.Contains(entry.RootId)).Select(entry => entry.RootId).Distinct().ToListAsync(cancel);
        var entries = await db.History.AsNoTracking().Where(entry => roots.Contains(entry.RootId)).ToListAsync(cancel);
        return [.. entries.GroupBy(entry => entry.RecordId).Select(ofRecord => ofRecord.MaxBy(entry => entry.Id)!)];
    }

    /// <summary>The entry that says that a record was erased, and by whom. It has no payload.</summary>
    public static void RecordErasure(this MessagingDbContext db, Entity record) =>
        db.History.Add(Chain.Entry(db.Records[record.GetType()], record, "erased", null));

    /// <summary>The same for a record that is gone, or holds nothing of the erased one any more: <paramref name="last"/> is its last entry.</summary>
    public static void RecordErasure(this MessagingDbContext db, HistoryEntry last) => db.History.Add(Chain.Erased(last));
}
