using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Imports.Judging;

/// <summary>
/// People at the organisations that rows name whose names are so like the rows' that <see cref="Duplicates.Likenesses"/> would suggest the two. Of
/// an organisation where very many are, so many are looked at: the rest is compared after the commit.
/// </summary>
static class Colleagues
{
    const int Near = 100;

    /// <summary>With an organisation in common this is enough to be suggested.</summary>
    const double Alike = 0.35;

    /// <summary>Their ids, by <see cref="Key"/>.</summary>
    /// <param name="db">To ask.</param>
    /// <param name="wanted">Folded names, each with an organisation.</param>
    /// <param name="cancel">Stops the query.</param>
    public static async Task<ILookup<string, Guid>> FindAsync(RegistryDbContext db, IReadOnlyList<(string Name, Guid Place)> wanted, CancellationToken cancel)
    {
        var (names, places) = (wanted.Select(each => each.Name).ToArray(), wanted.Select(each => each.Place).ToArray());
        var found = await db.Database.SqlQuery<Found>($"""
            SELECT said.name, said.place, near.id
            FROM unnest({names}, {places}) AS said(name, place)
            CROSS JOIN LATERAL (SELECT p.id, p.search_text FROM positions at JOIN people p ON p.id = at.person_id
                WHERE at.organisation_id = said.place AND p.status <> 'erased' LIMIT {Near}) AS near
            WHERE EXISTS (SELECT FROM unnest(string_to_array(near.search_text, '|')) AS name WHERE similarity(name, said.name) >= {Alike})
            """).ToListAsync(cancel);
        return found.Distinct().ToLookup(each => Key(each.Name, each.Place), each => each.Id);
    }

    public static string Key(string name, Guid place) => $"{name}|{place}";

    sealed record Found(string Name, Guid Place, Guid Id);
}
