using MayorsMechanism.Registry.Merges;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.People;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Duplicates;

/// <summary>How alike two records are. The lesser id comes first.</summary>
/// <param name="FirstId">One that speaks for itself.</param>
/// <param name="SecondId">The other.</param>
/// <param name="Evidence">Why.</param>
/// <param name="Strength">The weight of all of it.</param>
/// <param name="Records">The two and what was merged into them, as far as the evidence stands in it.</param>
public sealed record Likeness(Guid FirstId, Guid SecondId, Evidence[] Evidence, double Strength, Guid[] Records)
{
    public Guid Other(Guid one) => one == FirstId ? SecondId : FirstId;
}

/// <summary>
/// Looks for records like one. Only those are compared that an index finds near it: by a similar name, the same address or site, the same
/// organisation. What was merged into a record speaks for it, too. An address that more than <see cref="Office"/> records share says nothing: it is an office's.
/// </summary>
static class Likenesses
{
    const int Office = 5;

    /// <summary>Of a name that very many bear, or an organisation where very many are, no more are looked at.</summary>
    const int Near = 500;

    /// <summary>Of an active person.</summary>
    public static async Task<IReadOnlyList<Likeness>> OfPersonAsync(RegistryDbContext db, Guid id, CancellationToken cancel)
    {
        var rows = new List<Row>();
        foreach (var record in await db.BehindPersonAsync(id, cancel)) rows.AddRange(await LikePersonAsync(db, record, cancel));
        await LeaveDecidedAsync(db, id, rows, cancel);
        Guid[] merged = [.. rows.Where(row => row.Merged).Select(row => row.Id)];
        var speakers = merged.Length == 0 ? [] : await db.SpokenPeople(merged)
            .Join(db.People.Where(p => p.Status == PersonStatus.Active), spoken => spoken.By, p => p.Id, (spoken, _) => spoken).ToListAsync(cancel);
        return [.. Gather(DuplicateKind.Person, id, rows, speakers)];
    }

    /// <summary>Of an active organisation.</summary>
    public static async Task<IReadOnlyList<Likeness>> OfOrganisationAsync(RegistryDbContext db, Guid id, CancellationToken cancel)
    {
        var rows = new List<Row>();
        foreach (var record in await db.BehindOrganisationsAsync([id], cancel)) rows.AddRange(await LikeOrganisationAsync(db, record, cancel));
        await LeaveDecidedAsync(db, id, rows, cancel);
        Guid[] merged = [.. rows.Where(row => row.Merged).Select(row => row.Id)];
        var speakers = merged.Length == 0 ? [] : await db.SpokenOrganisations().Where(spoken => merged.Contains(spoken.Id))
            .Join(db.Organisations.Where(o => o.Status == OrganisationStatus.Active), spoken => spoken.By, o => o.Id, (spoken, _) => spoken).ToListAsync(cancel);
        Likeness[] found = [.. Gather(DuplicateKind.Organisation, id, rows, speakers)];
        if (rows.TrueForAll(row => IsDirect(row, id))) return found;
        // What was merged was not elsewhere than they are; whether those are who speak has not been asked.
        Guid[] others = [.. found.Select(likeness => likeness.Other(id))];
        var here = await db.Organisations.Where(o => o.Id == id)
            .SelectMany(one => db.Organisations.Where(o => others.Contains(o.Id)
                && (o.Country == null || one.Country == null || o.Country == one.Country)
                && (o.Subdivision == null || one.Subdivision == null || o.Subdivision == one.Subdivision)))
            .Select(o => o.Id).ToHashSetAsync(cancel);
        return [.. found.Where(likeness => here.Contains(likeness.Other(id)))];
    }

    /// <summary>Two that were kept apart are so for whoever speaks for them, too.</summary>
    static async Task LeaveDecidedAsync(RegistryDbContext db, Guid id, List<Row> rows, CancellationToken cancel)
    {
        Guid[] records = [.. rows.Where(row => !IsDirect(row, id)).SelectMany(row => row.Records).Distinct()];
        if (records.Length == 0) return;
        var kept = await db.Duplicates.AsNoTracking()
            .Where(d => d.KeptStrength != null && records.Contains(d.FirstId) && records.Contains(d.SecondId)).ToListAsync(cancel);
        rows.RemoveAll(row => !IsDirect(row, id) && kept.Exists(d =>
            row.Records.Contains(d.FirstId) && row.Records.Contains(d.SecondId) && d.IsDecidedUpon(StrengthOf(row.Evidence()))));
    }

    static async Task<IEnumerable<Row>> LikePersonAsync(RegistryDbContext db, Guid id, CancellationToken cancel)
    {
        var bodies = await db.BodiesOfAsync(id, cancel);
        var (places, speakers) = (bodies.Select(body => body.Id).ToArray(), bodies.Select(body => body.By).ToArray());
        return await db.Database.SqlQuery<PersonRow>($"""
            WITH one AS MATERIALIZED (
                SELECT id, spellings(name, other_spellings) AS names, contacts(emails, phones) AS contacts FROM people WHERE id = {id}),
            said AS MATERIALIZED (SELECT mine, search_fold(mine) AS folded FROM one, unnest(one.names) AS mine),
            own AS MATERIALIZED (
                SELECT contact FROM one, unnest(one.contacts) AS contact
                WHERE (SELECT count(*) FROM (SELECT FROM people p
                    WHERE contacts(p.emails, p.phones) @> ARRAY[contact] AND p.status <> 'merged' LIMIT {Office + 1}) AS few) <= {Office}),
            bodies AS MATERIALIZED (SELECT * FROM unnest({places}, {speakers}) AS bodies(id, speaker)),
            held AS MATERIALIZED (SELECT organisation_id, speaker FROM positions JOIN bodies ON bodies.id = organisation_id WHERE person_id = {id}),
            near AS (
                SELECT id FROM (SELECT p.id FROM said JOIN people p ON said.folded <% p.search_text LIMIT {Near}) AS alike
                UNION SELECT p.id FROM own JOIN people p ON contacts(p.emails, p.phones) @> ARRAY[contact]
                UNION (SELECT at.person_id FROM bodies JOIN positions at ON at.organisation_id = bodies.id LIMIT {Near})
                UNION SELECT CASE first_id WHEN {id} THEN second_id ELSE first_id END FROM duplicates WHERE state = 'suggested' AND {id} IN (first_id, second_id))
            SELECT {id} AS record, p.id, p.status = 'merged' AS merged, best.mine, best.theirs, best.score, same.mine AS organisation, same.theirs AS their_organisation,
                (SELECT array_agg(contact) FROM own WHERE contact = ANY (contacts(p.emails, p.phones))) AS contacts
            FROM one CROSS JOIN near JOIN people p ON p.id = near.id AND p.status IN ('active', 'merged') AND p.id <> {id}
            CROSS JOIN LATERAL (SELECT mine, theirs, similarity(folded, search_fold(theirs))::float8 AS score
                FROM said, unnest(spellings(p.name, p.other_spellings)) AS theirs ORDER BY score DESC, mine, theirs LIMIT 1) AS best
            LEFT JOIN LATERAL (SELECT held.organisation_id AS mine, at.organisation_id AS theirs
                FROM positions at JOIN bodies ON bodies.id = at.organisation_id JOIN held ON held.speaker = bodies.speaker
                WHERE at.person_id = p.id ORDER BY 1, 2 LIMIT 1) AS same ON true
            """).ToListAsync(cancel);
    }

    static async Task<IEnumerable<Row>> LikeOrganisationAsync(RegistryDbContext db, Guid id, CancellationToken cancel) =>
        await db.Database.SqlQuery<OrganisationRow>($"""
            WITH one AS MATERIALIZED (
                SELECT *, spellings(name, other_names) AS names FROM organisations WHERE id = {id}),
            said AS MATERIALIZED (SELECT mine, search_fold(mine) AS folded FROM one, unnest(one.names) AS mine),
            own AS MATERIALIZED (
                SELECT site(website) AS site FROM one
                WHERE (SELECT count(*) FROM (SELECT FROM organisations o
                    WHERE site(o.website) = site(one.website) AND o.status <> 'merged' LIMIT {Office + 1}) AS few) <= {Office}),
            near AS (
                SELECT id FROM (SELECT o.id FROM said JOIN organisations o ON said.folded <% o.search_text LIMIT {Near}) AS alike
                UNION SELECT o.id FROM own JOIN organisations o ON site(o.website) = own.site
                UNION SELECT CASE first_id WHEN {id} THEN second_id ELSE first_id END FROM duplicates WHERE state = 'suggested' AND {id} IN (first_id, second_id))
            SELECT {id} AS record, o.id, o.status = 'merged' AS merged, best.mine, best.theirs, best.score, CASE WHEN o.country = one.country THEN o.country END AS country,
                CASE WHEN o.kind = one.kind THEN o.kind END AS kind, CASE WHEN site(o.website) = (SELECT site FROM own) THEN site(o.website) END AS site
            FROM one CROSS JOIN near JOIN organisations o ON o.id = near.id AND o.status IN ('active', 'merged') AND o.id <> {id}
                AND (o.country = one.country) IS NOT FALSE AND (o.subdivision = one.subdivision) IS NOT FALSE
            CROSS JOIN LATERAL (SELECT mine, theirs, similarity(folded, search_fold(theirs))::float8 AS score
                FROM said, unnest(spellings(o.name, o.other_names)) AS theirs
                -- District 5 is not District 6.
                WHERE regexp_replace(mine, '\D', '', 'g') = regexp_replace(theirs, '\D', '', 'g') ORDER BY score DESC, mine, theirs LIMIT 1) AS best
            """).ToListAsync(cancel);

    /// <summary>What the rows say of one record and each that speaks for those in them.</summary>
    static IEnumerable<Likeness> Gather(DuplicateKind kind, Guid id, List<Row> rows, IEnumerable<Spoken> speakers)
    {
        var speaking = speakers.ToDictionary(spoken => spoken.Id, spoken => spoken.By);
        return rows.GroupBy(row => row.Merged ? speaking.GetValueOrDefault(row.Id) : row.Id)
            .Where(of => of.Key != id && of.Key != Guid.Empty)
            .Select(of => Of(id, of.Key, of))
            .Where(found => Suggests(kind, found.Strength));
    }

    static Likeness Of(Guid id, Guid other, IEnumerable<Row> rows)
    {
        var isFirst = id < other;
        var said = rows.SelectMany(row => row.Evidence().Select(e => e with { ThroughMerge = !IsDirect(row, id) }))
            .Select(e => isFirst ? e : e with { First = e.Second, Second = e.First }).ToLookup(e => e.ThroughMerge);
        List<Evidence> evidence = [.. said[false]];
        // Of what was merged only that which says more than they say themselves.
        foreach (var more in said[true].OrderByDescending(e => e.Score).ThenBy(e => e.First, StringComparer.Ordinal).ThenBy(e => e.Second, StringComparer.Ordinal))
        {
            if (!evidence.Exists(e => e.Kind == more.Kind && e.Score >= more.Score)) evidence.Add(more);
        }
        return new(isFirst ? id : other, isFirst ? other : id, [.. evidence], StrengthOf(evidence), [.. rows.SelectMany(row => row.Records).Distinct()]);
    }

    static bool IsDirect(Row row, Guid id) => row.Record == id && !row.Merged;

    /// <summary>Whether so much evidence is enough to ask somebody.</summary>
    public static bool Suggests(DuplicateKind kind, double strength) => strength >= (kind is DuplicateKind.Person ? 0.65 : 0.75);

    /// <summary>The weight of so much evidence. Several contacts or names in common weigh no more than one.</summary>
    public static double StrengthOf(IEnumerable<Evidence> evidence) =>
        evidence.GroupBy(e => e.Kind is EvidenceKind.Phone ? EvidenceKind.Email : e.Kind, WeightOf).Sum(same => same.Max());

    static double WeightOf(Evidence evidence) => evidence.Kind switch
    {
        EvidenceKind.Name => evidence.Score,
        EvidenceKind.Organisation => 0.3,
        EvidenceKind.Email or EvidenceKind.Phone => 0.6,
        EvidenceKind.Country => 0.15,
        EvidenceKind.OrganisationKind => 0.1,
        _ => 0.5,
    };

    /// <param name="Record">The one that was compared, or one that was merged into it.</param>
    /// <param name="Id">One near it.</param>
    /// <param name="Merged">Another speaks for that one.</param>
    abstract record Row(Guid Record, Guid Id, bool Merged)
    {
        public Guid[] Records => [Record, Id];

        public abstract IEnumerable<Evidence> Evidence();
    }

    sealed record PersonRow(Guid Record, Guid Id, bool Merged, string Mine, string Theirs, double Score, Guid? Organisation, Guid? TheirOrganisation, string[]? Contacts)
        : Row(Record, Id, Merged)
    {
        public override IEnumerable<Evidence> Evidence()
        {
            yield return new(EvidenceKind.Name, Mine, Theirs, Score);
            if (Organisation is { } at) yield return new(EvidenceKind.Organisation, $"{at}", $"{TheirOrganisation}", 1);
            foreach (var contact in Contacts ?? []) yield return new(contact.Contains('@') ? EvidenceKind.Email : EvidenceKind.Phone, contact, contact, 1);
        }
    }

    sealed record OrganisationRow(Guid Record, Guid Id, bool Merged, string Mine, string Theirs, double Score, string? Country, string? Kind, string? Site)
        : Row(Record, Id, Merged)
    {
        public override IEnumerable<Evidence> Evidence()
        {
            yield return new(EvidenceKind.Name, Mine, Theirs, Score);
            if (Country is not null) yield return new(EvidenceKind.Country, Country, Country, 1);
            if (Kind is not null) yield return new(EvidenceKind.OrganisationKind, Kind, Kind, 1);
            if (Site is not null) yield return new(EvidenceKind.Website, Site, Site, 1);
        }
    }
}
