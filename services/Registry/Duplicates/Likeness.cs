using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Duplicates;

/// <summary>How alike two records are. The lesser id comes first.</summary>
public sealed record Likeness(Guid FirstId, Guid SecondId, Evidence[] Evidence, double Strength);

/// <summary>
/// Looks for records like one. Only those are compared that an index finds near it: by a similar name, the same address or site, the same
/// organisation. An address that more than <see cref="Office"/> records share says nothing: it is an office's.
/// </summary>
static class Likenesses
{
    const int Office = 5;

    /// <summary>Of a name that very many bear, or an organisation where very many are, no more are looked at.</summary>
    const int Near = 500;

    public static async Task<IReadOnlyList<Likeness>> OfPersonAsync(RegistryDbContext db, Guid id, CancellationToken cancel) =>
        [.. (await db.Database.SqlQuery<PersonRow>($"""
            WITH one AS MATERIALIZED (
                SELECT id, spellings(name, other_spellings) AS names, contacts(emails, phones) AS contacts FROM people WHERE id = {id} AND status = 'active'),
            said AS MATERIALIZED (SELECT mine, search_fold(mine) AS folded FROM one, unnest(one.names) AS mine),
            own AS MATERIALIZED (
                SELECT contact FROM one, unnest(one.contacts) AS contact
                WHERE (SELECT count(*) FROM (SELECT FROM people p WHERE contacts(p.emails, p.phones) @> ARRAY[contact] LIMIT {Office + 1}) AS few) <= {Office}),
            held AS MATERIALIZED (
                SELECT organisation_id, coalesce(o.canonical_id, o.id) AS body FROM positions JOIN organisations o ON o.id = organisation_id WHERE person_id = {id}),
            near AS (
                SELECT id FROM (SELECT p.id FROM said JOIN people p ON said.folded <% p.search_text LIMIT {Near}) AS alike
                UNION SELECT p.id FROM own JOIN people p ON contacts(p.emails, p.phones) @> ARRAY[contact]
                UNION (SELECT at.person_id FROM held JOIN organisations o ON o.id = held.body OR o.canonical_id = held.body
                    JOIN positions at ON at.organisation_id = o.id LIMIT {Near})
                UNION SELECT CASE first_id WHEN {id} THEN second_id ELSE first_id END FROM duplicates WHERE state = 'suggested' AND {id} IN (first_id, second_id))
            SELECT p.id, best.mine, best.theirs, best.score, same.mine AS organisation, same.theirs AS their_organisation,
                (SELECT array_agg(contact) FROM own WHERE contact = ANY (contacts(p.emails, p.phones))) AS contacts
            FROM one CROSS JOIN near JOIN people p ON p.id = near.id AND p.status = 'active' AND p.id <> {id}
            CROSS JOIN LATERAL (SELECT mine, theirs, similarity(folded, search_fold(theirs))::float8 AS score
                FROM said, unnest(spellings(p.name, p.other_spellings)) AS theirs ORDER BY score DESC, mine, theirs LIMIT 1) AS best
            LEFT JOIN LATERAL (SELECT held.organisation_id AS mine, at.organisation_id AS theirs
                FROM positions at JOIN organisations o ON o.id = at.organisation_id JOIN held ON held.body = coalesce(o.canonical_id, o.id)
                WHERE at.person_id = p.id ORDER BY 1, 2 LIMIT 1) AS same ON true
            """).ToListAsync(cancel)).Select(row => row.Of(id)).Where(found => Suggests(DuplicateKind.Person, found.Strength))];

    public static async Task<IReadOnlyList<Likeness>> OfOrganisationAsync(RegistryDbContext db, Guid id, CancellationToken cancel) =>
        [.. (await db.Database.SqlQuery<OrganisationRow>($"""
            WITH one AS MATERIALIZED (
                SELECT *, spellings(name, other_names) AS names FROM organisations WHERE id = {id} AND status = 'active'),
            said AS MATERIALIZED (SELECT mine, search_fold(mine) AS folded FROM one, unnest(one.names) AS mine),
            own AS MATERIALIZED (
                SELECT site(website) AS site FROM one
                WHERE (SELECT count(*) FROM (SELECT FROM organisations o WHERE site(o.website) = site(one.website) LIMIT {Office + 1}) AS few) <= {Office}),
            near AS (
                SELECT id FROM (SELECT o.id FROM said JOIN organisations o ON said.folded <% o.search_text LIMIT {Near}) AS alike
                UNION SELECT o.id FROM own JOIN organisations o ON site(o.website) = own.site
                UNION SELECT CASE first_id WHEN {id} THEN second_id ELSE first_id END FROM duplicates WHERE state = 'suggested' AND {id} IN (first_id, second_id))
            SELECT o.id, best.mine, best.theirs, best.score, CASE WHEN o.country = one.country THEN o.country END AS country,
                CASE WHEN o.kind = one.kind THEN o.kind END AS kind, CASE WHEN site(o.website) = (SELECT site FROM own) THEN site(o.website) END AS site
            FROM one CROSS JOIN near JOIN organisations o ON o.id = near.id AND o.status = 'active' AND o.id <> {id}
                AND (o.country = one.country) IS NOT FALSE AND (o.subdivision = one.subdivision) IS NOT FALSE
            CROSS JOIN LATERAL (SELECT mine, theirs, similarity(folded, search_fold(theirs))::float8 AS score
                FROM said, unnest(spellings(o.name, o.other_names)) AS theirs
                -- District 5 is not District 6.
                WHERE regexp_replace(mine, '\D', '', 'g') = regexp_replace(theirs, '\D', '', 'g') ORDER BY score DESC, mine, theirs LIMIT 1) AS best
            """).ToListAsync(cancel)).Select(row => row.Of(id)).Where(found => Suggests(DuplicateKind.Organisation, found.Strength))];

    static Likeness Of(Guid mine, Guid theirs, Evidence[] evidence)
    {
        var first = mine < theirs;
        return new(first ? mine : theirs, first ? theirs : mine, [.. evidence.Select(e => first ? e : e with { First = e.Second, Second = e.First })], StrengthOf(evidence));
    }

    /// <summary>Whether so much evidence is enough to ask somebody.</summary>
    public static bool Suggests(DuplicateKind kind, double strength) => strength >= (kind is DuplicateKind.Person ? 0.65 : 0.75);

    /// <summary>The weight of so much evidence. Several contacts in common weigh no more than one.</summary>
    public static double StrengthOf(IEnumerable<Evidence> evidence) => evidence.DistinctBy(e => e.Kind is EvidenceKind.Phone ? EvidenceKind.Email : e.Kind).Sum(e => e.Kind switch
    {
        EvidenceKind.Name => e.Score,
        EvidenceKind.Organisation => 0.3,
        EvidenceKind.Email or EvidenceKind.Phone => 0.6,
        EvidenceKind.Country => 0.15,
        EvidenceKind.OrganisationKind => 0.1,
        _ => 0.5,
    });

    sealed record PersonRow(Guid Id, string Mine, string Theirs, double Score, Guid? Organisation, Guid? TheirOrganisation, string[]? Contacts)
    {
        public Likeness Of(Guid one) => Likenesses.Of(one, Id, [.. Evidence()]);

        IEnumerable<Evidence> Evidence()
        {
            yield return new(EvidenceKind.Name, Mine, Theirs, Score);
            if (Organisation is { } at) yield return new(EvidenceKind.Organisation, $"{at}", $"{TheirOrganisation}", 1);
            foreach (var contact in Contacts ?? []) yield return new(contact.Contains('@') ? EvidenceKind.Email : EvidenceKind.Phone, contact, contact, 1);
        }
    }

    sealed record OrganisationRow(Guid Id, string Mine, string Theirs, double Score, string? Country, string? Kind, string? Site)
    {
        public Likeness Of(Guid one) => Likenesses.Of(one, Id, [.. Evidence()]);

        IEnumerable<Evidence> Evidence()
        {
            yield return new(EvidenceKind.Name, Mine, Theirs, Score);
            if (Country is not null) yield return new(EvidenceKind.Country, Country, Country, 1);
            if (Kind is not null) yield return new(EvidenceKind.OrganisationKind, Kind, Kind, 1);
            if (Site is not null) yield return new(EvidenceKind.Website, Site, Site, 1);
        }
    }
}
