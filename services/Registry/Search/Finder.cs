using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace MayorsMechanism.Registry.Search;

/// <summary>
/// Asks for close matches first, and for loose ones only while there are few: what is common is found at once, what is rare or mistyped
/// after some more queries, each through an index.
/// </summary>
static class Finder
{
    /// <summary>A search that finds more than this wants narrowing, not paging.</summary>
    public const int Most = 1000;

    /// <summary>With so many real matches nobody misses the mistyped ones.</summary>
    const int Enough = 50;

    /// <summary>When more than this are similar, the most similar of any so many will do: to compare is slow.</summary>
    const int MostCompared = 5000;

    /// <summary>The matches, ranked.</summary>
    /// <param name="db">In a transaction that <see cref="SearchQuery.BeginAsync"/> began.</param>
    /// <param name="q">As it was typed.</param>
    /// <param name="ask">The queries for one closeness to the text, folded as the database folds names; a null asks nothing.</param>
    /// <param name="cancel">Stops the search.</param>
    public static async Task<IReadOnlyList<Match>> FindAsync(
        RegistryDbContext db, string q, Func<Closeness, string, IEnumerable<IQueryable<Match>?>> ask, CancellationToken cancel)
    {
        var found = new Dictionary<Guid, Match>();
        var folded = (await db.FoldAsync([q], cancel))[q];
        if (folded.Length == 0) return [];
        foreach (var closeness in Enum.GetValues<Closeness>().TakeWhile(closeness => IsWanted(closeness, found.Count)))
        {
            foreach (var query in ask(closeness, folded).OfType<IQueryable<Match>>())
            {
                foreach (var match in await query.ToListAsync(cancel)) found.TryAdd(match.Id, match);
            }
        }
        return [.. found.Values.Order(Match.BestFirst).Take(Most)];
    }

    /// <summary>A page of what was found, each record as it is now.</summary>
    public static async Task<Page<T>> PageAsync<T>(IReadOnlyList<Match> found, IQueryable<T> all, PageQuery page, CancellationToken cancel) where T : Entity
    {
        var after = page.Cursor<Match>();
        var matches = page.Of(found.SkipWhile(match => after is not null && Match.BestFirst.Compare(match, after) <= 0), match => match, found.Count);
        var ids = matches.Items.Select(match => match.Id).ToArray();
        var records = await all.Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancel);
        return new Page<T>([.. ids.Where(records.ContainsKey).Select(id => records[id])], matches.Next, matches.Total);
    }

    /// <summary>Records whose names, other spellings or acronyms answer so closely.</summary>
    public static IQueryable<Match>? ByName<T>(IQueryable<T> among, Closeness closeness, string folded) where T : Entity
    {
        if (closeness is Closeness.Similar) return BySimilarity(among, folded);
        return Wanted.Of(closeness, folded) is { } wanted
            ? among.Where(r => EF.Property<NpgsqlTsVector>(r, Findable.Lexemes).Matches(wanted)).Take(Most)
                .Select(r => new Match(r.Id, closeness, false, 1 - EF.Functions.TrigramsSimilarity(EF.Property<string>(r, Findable.Text), folded)))
            : null;
    }

    /// <summary>Two letters have too little in common with anything.</summary>
    static IQueryable<Match>? BySimilarity<T>(IQueryable<T> among, string folded) where T : Entity => folded.Length < 3
        ? null
        : among.Where(r => EF.Functions.TrigramsAreWordSimilar(folded, EF.Property<string>(r, Findable.Text))).Take(MostCompared)
            .Select(r => new { r.Id, Distance = 1 - EF.Functions.TrigramsWordSimilarity(folded, EF.Property<string>(r, Findable.Text)) })
            .OrderBy(r => r.Distance).ThenBy(r => r.Id).Take(Most)
            .Select(r => new Match(r.Id, Closeness.Similar, false, r.Distance));

    static bool IsWanted(Closeness closeness, int found) => closeness switch
    {
        Closeness.Mistyped => found < Enough,
        Closeness.Similar => found == 0,
        _ => found < Most,
    };
}
