using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Merges;

/// <summary>Which records one speaks for: itself, and all that were merged into it, also through others.</summary>
static class Behind
{
    public static Task<Guid[]> BehindPersonAsync(this RegistryDbContext db, Guid person, CancellationToken cancel) => db.Database.SqlQuery<Guid>($"""
        WITH RECURSIVE same(id) AS (SELECT {person} UNION SELECT p.id FROM people AS p JOIN same ON p.canonical_id = same.id) SELECT id FROM same
        """).ToArrayAsync(cancel);

    public static Task<Guid[]> BehindOrganisationsAsync(this RegistryDbContext db, Guid[] organisations, CancellationToken cancel) => db.Database.SqlQuery<Guid>($"""
        WITH RECURSIVE same(id) AS (SELECT unnest({organisations}) UNION SELECT o.id FROM organisations AS o JOIN same ON o.canonical_id = same.id) SELECT id FROM same
        """).ToArrayAsync(cancel);
}
