using Npgsql;

namespace MayorsMechanism.Fixtures;

/// <summary>
/// Fills a registry's database, just migrated, with 240,000 organisations and 1,000,000 people with their memberships and positions: names of
/// syllables, some common and most rare. Sixty networks of 2,000 members each.
/// </summary>
public static class FullRegistry
{
    public const int Organisations = 240_000;
    public const int People = 1_000_000;

    /// <summary>In every query that lists and searches make.</summary>
    public static readonly string[] Queries = ["organisations", "people", "positions", "memberships", "search_fold", "SET LOCAL"];

    /// <summary>The first of the networks, numbered from 1.</summary>
    public static Guid Network => Guid.Parse("01900001-0001-7000-8000-000000000001");

    public static async Task FillAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString + ";Command Timeout=1800");
        await RunAsync(database, Begin);
        // Side by side: neither checks the other while it is filled.
        await Task.WhenAll(RunAsync(database, FillPeople), RunAsync(database, FillOrganisations));
        await RunAsync(database, End);
        await RunAsync(database, "VACUUM ANALYZE organisations, people, memberships, positions");
    }

    /// <summary>Adds how each record began, sealed, and sixty thousand pairs of people and of organisations that are suggested as one, some of the first network among them.</summary>
    public static async Task FillHistoryAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString + ";Command Timeout=1800");
        await RunAsync(database, FillHistory);
        await RunAsync(database, "VACUUM ANALYZE history, duplicates");
    }

    static async Task RunAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Indexes and foreign keys are made again when all is there. What refuses overlaps is not: no search asks it, and it takes longest.</summary>
    const string Begin = """
        CREATE TABLE later (run text, first boolean);
        INSERT INTO later SELECT pg_get_indexdef(indexrelid), true FROM pg_index
            WHERE indrelid::regclass::text IN ('organisations', 'people', 'memberships', 'positions') AND NOT indisprimary AND NOT indisexclusion;
        INSERT INTO later SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)), false FROM pg_constraint
            WHERE conrelid::regclass::text IN ('memberships', 'positions') AND contype = 'f';
        DO $$ DECLARE gone text; BEGIN
            FOR gone IN SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
                WHERE conrelid::regclass::text IN ('memberships', 'positions') AND contype IN ('f', 'x') LOOP EXECUTE gone; END LOOP;
            FOR gone IN SELECT 'DROP INDEX ' || indexrelid::regclass FROM pg_index
                WHERE indrelid::regclass::text IN ('organisations', 'people', 'memberships', 'positions') AND NOT indisprimary LOOP EXECUTE gone; END LOOP;
        END $$;
        CREATE TABLE words AS
            SELECT n, initcap(s[1 + n % 24] || s[1 + n / 24 % 24] || CASE WHEN n >= 576 THEN s[1 + n / 576 % 24] ELSE '' END
                || CASE WHEN n >= 13824 THEN s[1 + n / 13824 % 24] ELSE '' END) AS word
            FROM generate_series(0, 331775) n, string_to_array('la,ri,mo,que,ta,vi,bo,no,lu,pa,che,za,do,mí,gu,tor,bel,fa,cu,são,rra,ke,né,ya', ',') s;
        CREATE INDEX ON words (n);
        ANALYZE words;
        CREATE FUNCTION numbered(kind int, i bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
            SELECT ('0190' || lpad(kind::text, 4, '0') || lpad(to_hex(i % 65536), 4, '0') || '70008000' || lpad(to_hex(i), 12, '0'))::uuid
        $$;
        """;

    const string FillPeople = """
        SELECT setseed(0.5);
        INSERT INTO people (id, name, other_spellings, languages, emails, phones, consents, status, registered_by, version)
        SELECT numbered(3, i), first.word || ' ' || middle.word || ' ' || last.word,
            CASE WHEN i % 20 = 0 THEN jsonb_build_array(jsonb_build_object('name', last.word || ' ' || first.word)) ELSE '[]' END,
            ARRAY[(ARRAY['es', 'pt', 'fr', 'en'])[1 + i % 4]], ARRAY['person-' || i || '@city.example'], '{}', '[]', 'active',
            CASE WHEN i > 995000 THEN numbered(1, 1 + i % 60) END, 1
        FROM (SELECT i, (600 * power(random(), 2.5))::int f, (600 + 4000 * power(random(), 2.5))::int m, (i * 7919 % 331776)::int l
              FROM generate_series(1::bigint, 1000000) i) each
        JOIN words first ON first.n = f JOIN words middle ON middle.n = m JOIN words last ON last.n = l;
        """;

    const string FillOrganisations = """
        INSERT INTO organisations (id, name, kind, country, region, subregion, languages, other_names, competences, verified, status, version)
        SELECT numbered(1, i),
            (ARRAY['Municipality of ', 'Municipalidad de ', 'Ville de ', '', ''])[1 + i % 5] || place.word,
            CASE WHEN i <= 60 THEN 'network' WHEN i % 9 = 0 THEN 'intermediate' ELSE 'municipality' END,
            CASE WHEN i % 1000 = 0 THEN 'TV' ELSE (ARRAY['CL', 'AR', 'BR', 'UY', 'MA', 'FR', 'SN', 'EC', 'PE', 'MX', 'IN', 'PH', 'KE', 'NG', 'DE', 'ES', 'IT'])[1 + i % 17] END,
            '019', '419', ARRAY[(ARRAY['es', 'pt', 'fr', 'en'])[1 + i % 4]],
            CASE WHEN i % 10 = 0 THEN jsonb_build_array(jsonb_build_object('name', upper(other.word), 'kind', 'acronym')) ELSE '[]' END,
            CASE WHEN i % 3 = 0 THEN '{"housing": "full"}'::jsonb ELSE '{}' END, i % 2 = 0, 'active', 1
        FROM generate_series(1::bigint, 240000) i
        JOIN words place ON place.n = i * 7919 % 331776 JOIN words other ON other.n = i * 104729 % 331776;

        -- Members are unverified, so that their network alone sees them.
        INSERT INTO memberships (id, organisation_id, network_id, "from", status, version)
        SELECT numbered(2, i), numbered(1, 61 + i * 2 % 239900), numbered(1, 1 + i % 60), '2015-01-01', 'confirmed', 1 FROM generate_series(1::bigint, 120000) i;

        -- The last two hundred thousand are over.
        INSERT INTO positions (id, person_id, organisation_id, title, kind, "from", "to", version)
        SELECT numbered(4, i), numbered(3, 1 + i % 995000), numbered(1, 1 + i * 13 % 240000),
            (ARRAY['Mayor', 'Deputy Mayor', 'Councillor', 'Director of Housing', 'Focal point', 'Alcaldesa', 'Concejal', 'Maire', 'Prefeito', 'Secretary General'])[1 + i % 10],
            (ARRAY['mayor', 'deputy-mayor', 'councillor', 'director', 'focal-point'])[1 + i % 5],
            CASE WHEN i > 1000000 THEN date '2010-01-01' ELSE date '2019-01-01' END, CASE WHEN i > 1000000 THEN date '2014-12-31' END, 1
        FROM generate_series(1::bigint, 1200000) i;
        """;

    const string FillHistory = """
        INSERT INTO history (position, hash, at, actor, record, record_id, root_id, action, version, payload, digest)
        SELECT row_number() OVER (ORDER BY id), '', timestamptz '2020-01-01' + row_number() OVER (ORDER BY id) * interval '1 minute',
            CASE WHEN id < root THEN 'a-client' ELSE 'another-client' END, record, id, root, 'created', 1, CASE record WHEN 'person' THEN '{ "name": "Somebody" }' ELSE '{}' END, ''
        FROM (SELECT id, id AS root, 'organisation' AS record FROM organisations
            UNION ALL SELECT id, organisation_id, 'membership' FROM memberships UNION ALL SELECT id, id, 'person' FROM people) AS each;
        UPDATE search_progress SET followed = (SELECT max(position) FROM history), pass = NULL;
        INSERT INTO duplicates (id, kind, first_id, second_id, state, evidence, strength, version)
        SELECT gen_random_uuid(), 'person', least(person_id, next), greatest(person_id, next), CASE WHEN n % 9 = 0 THEN 'kept-apart' ELSE 'suggested' END,
            '[{"kind": "name", "first": "Ana Lala", "second": "Ana Lalla", "score": 0.9}]', 0.9, 1
        FROM (SELECT person_id, lead(person_id) OVER (ORDER BY organisation_id, person_id) AS next, row_number() OVER (ORDER BY organisation_id, person_id) AS n
            FROM (SELECT DISTINCT ON (person_id) person_id, organisation_id FROM positions ORDER BY person_id) AS held) AS pairs
        WHERE n % 20 = 0 AND next IS NOT NULL;
        INSERT INTO duplicates (id, kind, first_id, second_id, state, evidence, strength, version)
        SELECT gen_random_uuid(), 'organisation', min(id::text)::uuid, max(id::text)::uuid, 'suggested',
            '[{"kind": "name", "first": "Lala", "second": "Lalla", "score": 0.9}]', 0.9, 1
        FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / 2 AS pair FROM organisations) AS each WHERE pair % 12 = 0 GROUP BY pair;
        """;

    const string End = """
        SET maintenance_work_mem = '1GB';
        DO $$ DECLARE made text; BEGIN
            FOR made IN SELECT run FROM later ORDER BY first DESC LOOP EXECUTE made; END LOOP;
        END $$;
        DROP TABLE later, words;
        """;
}
