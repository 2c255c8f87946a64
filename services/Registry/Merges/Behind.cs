using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Merges;

/// <summary>Which records one speaks for: itself, and all that were merged into it, also through others.</summary>
static class Behind
{
    public static Task<Guid[]> BehindPersonAsync(this RegistryDbContext db, Guid person, CancellationToken cancel) => db.Database.SqlQuery<Guid>($"""
        WITH RECURSIVE same(id) AS (SELECT {person} UNION SELECT p.id FROM people AS p JOIN same ON p.canonical_id = same.id) SELECT id FROM same
        """).ToArrayAsync(cancel);

    /// <summary>All records of the same people: with those that speak for <paramref name="people"/> and all that these speak for.</summary>
    public static Task<Guid[]> SamePeopleAsync(this RegistryDbContext db, Guid[] people, CancellationToken cancel) => db.Database.SqlQuery<Guid>($"""
        WITH RECURSIVE up(id, canonical_id) AS (
            SELECT id, canonical_id FROM people WHERE id = ANY ({people}) UNION SELECT p.id, p.canonical_id FROM up JOIN people AS p ON p.id = up.canonical_id),
        same(id) AS (SELECT id FROM up UNION SELECT p.id FROM same JOIN people AS p ON p.canonical_id = same.id) SELECT id FROM same
        """).ToArrayAsync(cancel);

    public static Task<Guid[]> BehindOrganisationsAsync(this RegistryDbContext db, Guid[] organisations, CancellationToken cancel) => db.Database.SqlQuery<Guid>($"""
        WITH RECURSIVE same(id) AS (SELECT unnest({organisations}) UNION SELECT o.id FROM organisations AS o JOIN same ON o.canonical_id = same.id) SELECT id FROM same
        """).ToArrayAsync(cancel);
}
