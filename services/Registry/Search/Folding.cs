using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Search;

/// <summary>What spellings of one name share: small letters and digits, without accents, single blanks between words. The database alone knows how.</summary>
public static class Folding
{
    /// <summary>In queries only; names of records are indexed by it.</summary>
    public static string Fold(string name) => throw new NotSupportedException(name);

    /// <summary>Each of the names, folded.</summary>
    public static async Task<Dictionary<string, string>> FoldAsync(this RegistryDbContext db, IReadOnlyList<string> names, CancellationToken cancel) =>
        await db.Database.SqlQuery<Folded>($"SELECT DISTINCT name, search_fold(name) AS key FROM unnest({names.ToArray()}) AS name")
            .ToDictionaryAsync(folded => folded.Name, folded => folded.Key, StringComparer.Ordinal, cancel);

    sealed record Folded(string Name, string Key);
}
