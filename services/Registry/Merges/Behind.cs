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
        same(id) AS (
            -- Each by the index: of many the planner would read all people.
            SELECT id FROM up UNION SELECT p.id FROM same CROSS JOIN LATERAL (SELECT id FROM people WHERE canonical_id = same.id OFFSET 0) AS p)
        SELECT id FROM same
        """).ToArrayAsync(cancel);

    public static Task<Guid[]> BehindOrganisationsAsync(this RegistryDbContext db, Guid[] organisations, CancellationToken cancel) => db.Database.SqlQuery<Guid>($"""
        WITH RECURSIVE same(id) AS (SELECT unnest({organisations}) UNION SELECT o.id FROM organisations AS o JOIN same ON o.canonical_id = same.id) SELECT id FROM same
        """).ToArrayAsync(cancel);

    /// <summary>People or organisations with all that they were ever merged into, the merge undone or not.</summary>
    public static Task<Guid[]> EverSpeakingAsync(this RegistryDbContext db, Guid[] records, CancellationToken cancel) => db.Database.SqlQuery<Guid>($"""
        WITH RECURSIVE told(id) AS (
            SELECT unnest({records}) UNION SELECT m.into_id FROM told JOIN merges AS m ON m.person_id = told.id OR m.organisation_id = told.id)
        SELECT id FROM told
        """).ToArrayAsync(cancel);

    /// <summary>Every merged organisation with each record that speaks for it, also through others: few, found by an index, so a query may start from them.</summary>
    public static IQueryable<Spoken> SpokenOrganisations(this RegistryDbContext db) => db.Database.SqlQuery<Spoken>($"""
        WITH RECURSIVE spoken(id, by) AS (
            SELECT id, canonical_id FROM organisations WHERE canonical_id IS NOT NULL
            UNION SELECT spoken.id, o.canonical_id FROM spoken JOIN organisations AS o ON o.id = spoken.by WHERE o.canonical_id IS NOT NULL)
        SELECT id, by FROM spoken
        """);

    /// <summary>All records of the organisations that a person's record has positions at, each with the one that speaks for it, which may be itself.</summary>
    public static Task<Spoken[]> BodiesOfAsync(this RegistryDbContext db, Guid person, CancellationToken cancel) => db.Database.SqlQuery<Spoken>($"""
        WITH RECURSIVE up(id, canonical_id) AS (
            SELECT o.id, o.canonical_id FROM positions JOIN organisations AS o ON o.id = organisation_id WHERE person_id = {person}
            UNION SELECT o.id, o.canonical_id FROM up JOIN organisations AS o ON o.id = up.canonical_id),
        same(id, by) AS (
            SELECT id, id FROM up WHERE canonical_id IS NULL UNION SELECT o.id, same.by FROM same JOIN organisations AS o ON o.canonical_id = same.id)
        SELECT id, by FROM same
        """).ToArrayAsync(cancel);

    /// <summary>Merged ones among <paramref name="people"/> with each record that speaks for them, also through others.</summary>
    public static IQueryable<Spoken> SpokenPeople(this RegistryDbContext db, Guid[] people) => db.Database.SqlQuery<Spoken>($"""
        WITH RECURSIVE spoken(id, by) AS (
            SELECT id, canonical_id FROM people WHERE id = ANY ({people}) AND canonical_id IS NOT NULL
            UNION SELECT spoken.id, p.canonical_id FROM spoken JOIN people AS p ON p.id = spoken.by WHERE p.canonical_id IS NOT NULL)
        SELECT id, by FROM spoken
        """);
}

/// <summary>A merged record, and one that speaks for it.</summary>
sealed record Spoken(Guid Id, Guid By);
