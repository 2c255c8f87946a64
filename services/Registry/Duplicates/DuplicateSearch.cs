using System.Diagnostics;
using MayorsMechanism.Messaging;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Duplicates;

/// <summary>
/// Compares what changed with what is like it, and, when asked, everything. It follows the sealed history, so a request does not wait for it,
/// and nothing that commits late is missed. Of all replicas one at a time does a batch; a crash loses no more than that batch.
/// </summary>
sealed class DuplicateSearch(IServiceScopeFactory scopes, ILogger<DuplicateSearch> log) : Worker(new Signal(), log)
{
    const int Changes = 100;
    const int Records = 50;

    /// <summary>More suggestions than this for one record help nobody to decide.</summary>
    const int MostPairs = 10;

    /// <summary>It rests as long as it worked: after a large import those who use the registry come first.</summary>
    protected override async Task<bool> WorkAsync(CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        if (!await CompareNextAsync(cancel)) return false;
        await Task.Delay(Stopwatch.GetElapsedTime(start), cancel);
        return true;
    }

    async Task<bool> CompareNextAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        // Asked without a lock: most times there is nothing to do.
        if (!await db.SearchProgress.AnyAsync(at => at.Pass != null || db.History.Max(entry => entry.Position) > at.Followed, cancel)) return false;

        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (!await AdvisoryLock.TryTakeAsync(db, "duplicates", cancel)) return false;
        // A look through the names ends at so many, so the planner hopes to meet them early and would read the table.
        await db.Database.ExecuteSqlAsync($"SET LOCAL enable_seqscan = off", cancel);
        // Locked: whoever asks for a pass meanwhile waits, and the batch does not write over it.
        var progress = await db.SearchProgress.FromSql($"SELECT * FROM search_progress FOR UPDATE").SingleAsync(cancel);
        foreach (var (kind, ids) in await NextAsync(progress, db, cancel)) await CompareAsync(kind, ids, db, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>Changes come before the pass.</summary>
    static async Task<IEnumerable<(DuplicateKind, Guid[])>> NextAsync(SearchProgress progress, RegistryDbContext db, CancellationToken cancel)
    {
        var entries = await db.History.AsNoTracking().Where(entry => entry.Position > progress.Followed).OrderBy(entry => entry.Position)
            .Take(Changes).Select(entry => new { entry.Position, entry.Record, entry.RootId }).ToListAsync(cancel);
        if (entries.Count > 0)
        {
            progress.Followed = entries[^1].Position!.Value;
            return [(DuplicateKind.Organisation, Ids("organisation")), (DuplicateKind.Person, Ids("person", "position"))];
        }
        if (progress.Pass is not { } kind) return [];
        var next = await PassAsync(kind, progress.PassAfter, db, cancel);
        if (next.Length == 0) progress.Pass = kind is DuplicateKind.Organisation ? DuplicateKind.Person : null;
        progress.PassAfter = next.LastOrDefault();
        return [(kind, next)];

        Guid[] Ids(params string[] records) => [.. entries.Where(entry => records.Contains(entry.Record)).Select(entry => entry.RootId).Distinct()];
    }

    static Task<Guid[]> PassAsync(DuplicateKind kind, Guid after, RegistryDbContext db, CancellationToken cancel) => (kind is DuplicateKind.Person
        ? db.People.Where(p => p.Id > after).Select(p => p.Id)
        : db.Organisations.Where(o => o.Id > after).Select(o => o.Id)).Order().Take(Records).ToArrayAsync(cancel);

    static async Task CompareAsync(DuplicateKind kind, Guid[] ids, RegistryDbContext db, CancellationToken cancel)
    {
        if (ids.Length == 0) return;
        List<(Guid Id, IReadOnlyList<Likeness> Found)> compared = [];
        foreach (var id in ids)
        {
            compared.Add((id, kind is DuplicateKind.Person
                ? await Likenesses.OfPersonAsync(db, id, cancel)
                : await Likenesses.OfOrganisationAsync(db, id, cancel)));
        }
        // From here on nobody is merged or erased; what changed otherwise since is compared again, as a change.
        await db.LockIdentitiesAsync(cancel);
        var active = await ActiveAsync(kind, [.. compared.SelectMany(c => c.Found).SelectMany(f => new[] { f.FirstId, f.SecondId }).Distinct()], db, cancel);
        var known = await db.Duplicates.Where(d => d.Kind == kind && (ids.Contains(d.FirstId) || ids.Contains(d.SecondId))).ToListAsync(cancel);
        foreach (var (id, found) in compared) Take(kind, id, [.. found.Where(f => active.Contains(f.FirstId) && active.Contains(f.SecondId))], known, db);
    }

    static async Task<HashSet<Guid>> ActiveAsync(DuplicateKind kind, Guid[] ids, RegistryDbContext db, CancellationToken cancel) => kind is DuplicateKind.Person
        ? await db.People.Where(p => ids.Contains(p.Id) && p.Status == People.PersonStatus.Active).Select(p => p.Id).ToHashSetAsync(cancel)
        : await db.Organisations.Where(o => ids.Contains(o.Id) && o.Status == Organisations.OrganisationStatus.Active).Select(o => o.Id).ToHashSetAsync(cancel);

    static void Take(DuplicateKind kind, Guid id, List<Likeness> found, List<Duplicate> known, RegistryDbContext db)
    {
        var ofRecord = known.Where(d => d.FirstId == id || d.SecondId == id).ToDictionary(d => (d.FirstId, d.SecondId));
        foreach (var likeness in found.OrderByDescending(f => f.Strength))
        {
            if (ofRecord.Remove((likeness.FirstId, likeness.SecondId), out var pair)) pair.Find(likeness);
            else if (known.Count(d => d.State is DuplicateState.Suggested && (d.FirstId == id || d.SecondId == id)) < MostPairs)
            {
                pair = new Duplicate(kind, likeness);
                known.Add(pair);
                db.Add(pair);
            }
        }
        foreach (var gone in ofRecord.Values) gone.Drop();
    }
}
