using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Search;

/// <summary>Search and counts of a list.</summary>
/// <param name="Q">
/// What to find, 1 to 200 characters: names, other spellings and acronyms, of people also the titles of their present positions. Accents, case
/// and punctuation do not matter, a mistyped letter hardly. Best first: the whole name, its beginning, all words, mistyped words, what is
/// similar. Of more than 1,000 matches only 1,000 are given: narrow such a search.
/// </param>
/// <param name="Counts">Whether to count the records by each value of each filter: of a search all that it gives, else up to 10,000.</param>
public sealed record SearchQuery([property: Text(200)] string? Q, bool? Counts)
{
    const int MostCounted = 10_000;

    /// <summary>
    /// The transaction to search and to count in. A search stops at so many matches, so the planner hopes to meet them early and would read the
    /// table, or an index of something else, from end to end: all the worse if there are none. A plain list needs neither.
    /// </summary>
    public async Task<UnitOfWork> BeginAsync(RegistryDbContext db, CancellationToken cancel)
    {
        if (Q is null && Counts is not true) return new UnitOfWork(null);
        var reading = await db.BeginUnlessBegunAsync(cancel);
        await db.Database.ExecuteSqlAsync($"""
            SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0;
            SET LOCAL pg_trgm.word_similarity_threshold = 0.5
            """, cancel);
        if (Q is not null) await db.Database.ExecuteSqlAsync($"SET LOCAL enable_indexscan = off", cancel);
        return reading;
    }

    /// <summary>The records to count: all that were found, or else as many as are counted.</summary>
    public static async Task<Counted> CountedAsync<T>(IReadOnlyList<Match>? found, IQueryable<T> all, CancellationToken cancel) where T : Entity
    {
        if (found is not null) return new([.. found.Select(match => match.Id)], found.Count < Finder.Most);
        var ids = await all.OrderBy(r => r.Id).Select(r => r.Id).Take(MostCounted + 1).ToArrayAsync(cancel);
        return new(ids[..Math.Min(ids.Length, MostCounted)], ids.Length <= MostCounted);
    }
}

/// <summary>Records to be counted by their values, and whether they are all.</summary>
public sealed record Counted(Guid[] Ids, bool Complete);
