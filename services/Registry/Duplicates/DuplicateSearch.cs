using System.Diagnostics;
using MayorsMechanism.Messaging;
using MayorsMechanism.Registry.Merges;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Duplicates;

/// <summary>
/// Compares what changed with what is like it, and, when asked, everything. It follows the sealed history, so a request does not wait for it,
/// and nothing that commits late is missed. Of all replicas one at a time does a batch; a crash loses no more than that batch.
/// </summary>
sealed class DuplicateSearch(IServiceScopeFactory scopes, Wakeup wakeup, ILogger<DuplicateSearch> log)
    : Worker(wakeup.On(Work.Sealed, Asked), log)
{
    /// <summary>Somebody asked for a pass.</summary>
    internal const string Asked = "duplicate-search";

    const int Changes = 100;
    const int Records = 50;

    const int MostColleagues = 500;

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
            Guid[] merges = [.. entries.Where(entry => entry.Record == "merge").Select(entry => entry.RootId)];
            return [(DuplicateKind.Organisation, await IdsAsync("organisation")),
                (DuplicateKind.Person, [.. (await IdsAsync("person", "position")).Union(await ColleaguesAsync(merges, db, cancel))])];
        }
        if (progress.Pass is not { } kind) return [];
        var next = await PassAsync(kind, progress.PassAfter, db, cancel);
        if (next.Length == 0) progress.Pass = kind is DuplicateKind.Organisation ? DuplicateKind.Person : null;
        progress.PassAfter = next.LastOrDefault();
        return [(kind, next)];

        // A merge gave names to who speaks, and its undoing took them away.
        Task<Guid[]> IdsAsync(params string[] records) =>
            db.EverSpeakingAsync([.. entries.Where(entry => records.Contains(entry.Record)).Select(entry => entry.RootId).Distinct()], cancel);
    }

    /// <summary>People who have an organisation in common through a merge of organisations, or had. Of very many so many: a pass compares the rest.</summary>
    static async Task<Guid[]> ColleaguesAsync(Guid[] merges, RegistryDbContext db, CancellationToken cancel)
    {
        var merged = await db.Merges.Where(m => merges.Contains(m.Id) && m.OrganisationId != null).Select(m => new[] { m.OrganisationId!.Value, m.IntoId }).ToListAsync(cancel);
        if (merged.Count == 0) return [];
        var organisations = await db.BehindOrganisationsAsync([.. merged.SelectMany(ids => ids)], cancel);
        return await db.Positions.Where(at => organisations.Contains(at.OrganisationId)).Select(at => at.PersonId).Distinct().Order().Take(MostColleagues).ToArrayAsync(cancel);
    }

    static Task<Guid[]> PassAsync(DuplicateKind kind, Guid after, RegistryDbContext db, CancellationToken cancel) => (kind is DuplicateKind.Person
        ? db.People.Where(p => p.Id > after).Select(p => p.Id)
        : db.Organisations.Where(o => o.Id > after).Select(o => o.Id)).Order().Take(Records).ToArrayAsync(cancel);

    static async Task CompareAsync(DuplicateKind kind, Guid[] ids, RegistryDbContext db, CancellationToken cancel)
    {
        if (ids.Length == 0) return;
        List<(Guid Id, IReadOnlyList<Likeness> Found)> compared = [];
        var speaking = await ActiveAsync(kind, ids, db, cancel);
        foreach (var id in ids)
        {
            compared.Add((id, !speaking.Contains(id) ? [] : kind is DuplicateKind.Person
                ? await Likenesses.OfPersonAsync(db, id, cancel)
                : await Likenesses.OfOrganisationAsync(db, id, cancel)));
        }
        // From here on nobody is merged or erased; what changed otherwise since is compared again, as a change.
        await db.LockIdentitiesAsync(cancel);
        var active = await ActiveAsync(kind, [.. compared.SelectMany(c => c.Found).SelectMany(f => new[] { f.FirstId, f.SecondId }).Distinct()], db, cancel);
        var known = await db.Duplicates.Where(d => d.Kind == kind && (ids.Contains(d.FirstId) || ids.Contains(d.SecondId))).ToListAsync(cancel);
        Guid[] records = [.. compared.SelectMany(c => c.Found).SelectMany(f => f.Records).Distinct()];
        var erased = await db.Tombstones.Where(t => records.Contains(t.RecordId)).Select(t => t.RecordId).ToHashSetAsync(cancel);
        foreach (var (id, found) in compared)
        {
            Take(kind, id, [.. found.Where(f => active.Contains(f.FirstId) && active.Contains(f.SecondId) && !erased.Overlaps(f.Records))], known, db);
        }
    }

    static async Task<HashSet<Guid>> ActiveAsync(DuplicateKind kind, Guid[] ids, RegistryDbContext db, CancellationToken cancel) => kind is DuplicateKind.Person
        ? await db.People.Where(p => ids.Contains(p.Id) && p.Status == People.PersonStatus.Active).Select(p => p.Id).ToHashSetAsync(cancel)
        : await db.Organisations.Where(o => ids.Contains(o.Id) && o.Status == Organisations.OrganisationStatus.Active).Select(o => o.Id).ToHashSetAsync(cancel);

    /// <summary>What is gone makes room. Of more than <see cref="MostPairs"/> the strongest are open.</summary>
    static void Take(DuplicateKind kind, Guid id, List<Likeness> found, List<Duplicate> known, RegistryDbContext db)
    {
        var ofRecord = known.Where(d => d.FirstId == id || d.SecondId == id).ToDictionary(d => (d.FirstId, d.SecondId));
        var alike = found.Select(f => (f.FirstId, f.SecondId)).ToHashSet();
        foreach (var gone in ofRecord.Where(of => !alike.Contains(of.Key))) gone.Value.Drop();
        foreach (var likeness in found.OrderByDescending(f => f.Strength))
        {
            var isKnown = ofRecord.TryGetValue((likeness.FirstId, likeness.SecondId), out var pair);
            if (pair?.State is null or DuplicateState.Moot && !MakesRoom(likeness)) continue;
            if (isKnown) pair!.Find(likeness);
            else
            {
                pair = new Duplicate(kind, likeness);
                known.Add(pair);
                ofRecord.Add((pair.FirstId, pair.SecondId), pair);
                db.Add(pair);
            }
        }

        bool MakesRoom(Likeness likeness)
        {
            var open = ofRecord.Values.Where(d => d.State is DuplicateState.Suggested).ToList();
            if (open.Count < MostPairs) return true;
            var weakest = open.MinBy(d => d.Strength)!;
            if (weakest.Strength >= likeness.Strength) return false;
            weakest.Drop();
            return true;
        }
    }
}
