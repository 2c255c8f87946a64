namespace MayorsMechanism.Registry.Migrations;

/// <summary>What the migration CompleteRegistry adds beside tables, after them.</summary>
static class RegistrySql
{
    public const string Up = """
        -- Imports look records up by their very names and addresses.
        CREATE INDEX ix_organisations_folded_name ON organisations (search_fold(name));
        CREATE INDEX ix_people_folded_name ON people (search_fold(name));
        CREATE INDEX ix_people_emails ON people USING gin (emails);

        -- Every name of a record, as it was given.
        CREATE FUNCTION spellings(name text, others jsonb) RETURNS text[] IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
            SELECT ARRAY[name] || ARRAY(SELECT other ->> 'name' FROM jsonb_array_elements(others) AS other)
        $$;

        -- Addresses in small letters; of phone numbers the last nine digits, which come after all prefixes, without an extension.
        CREATE FUNCTION contacts(emails text[], phones text[]) RETURNS text[] IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
            SELECT ARRAY(
                SELECT lower(email) FROM unnest(emails) AS email
                UNION SELECT right(digits, 9) FROM unnest(phones) AS phone, regexp_replace(split_part(phone, 'x', 1), '\D', '', 'g') AS digits
                WHERE length(digits) >= 7)
        $$;
        CREATE INDEX ix_people_contacts ON people USING gin (contacts(emails, phones));

        -- The host of a web address, with or without www.
        CREATE FUNCTION site(website text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
            SELECT substring(lower(website) FROM '^https?://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)')
        $$;
        CREATE INDEX ix_organisations_site ON organisations (site(website));

        -- Asked of merged organisations only: whose member is the one that speaks for it?
        CREATE FUNCTION is_member(organisation uuid, network uuid, day date) RETURNS boolean STABLE LANGUAGE sql AS $$
            WITH RECURSIVE same(id) AS (
                SELECT organisation
                UNION
                SELECT o.canonical_id FROM same JOIN organisations AS o ON o.id = same.id WHERE o.canonical_id IS NOT NULL)
            SELECT EXISTS (SELECT FROM same WHERE same.id = network) OR EXISTS (
                SELECT FROM same JOIN memberships AS m ON m.organisation_id = same.id
                WHERE m.network_id = network AND m.status = 'confirmed' AND (day >= m."from") IS NOT FALSE AND (day <= m."to") IS NOT FALSE)
        $$;

        ALTER TABLE merges ADD CONSTRAINT merge_of_person_or_organisation CHECK (num_nonnulls(person_id, organisation_id) = 1);

        -- A position without a title is told from others by its kind. Both ask at the end of a statement: an import may move several at once.
        ALTER TABLE positions DROP CONSTRAINT position_overlaps;
        ALTER TABLE positions ADD CONSTRAINT position_overlaps EXCLUDE USING gist
            (person_id WITH =, organisation_id WITH =, coalesce(title, '/' || kind) WITH =, daterange("from", "to", '[]') WITH &&) DEFERRABLE;
        ALTER TABLE memberships DROP CONSTRAINT membership_overlaps;
        ALTER TABLE memberships ADD CONSTRAINT membership_overlaps EXCLUDE USING gist
            (organisation_id WITH =, network_id WITH =, daterange("from", "to", '[]') WITH &&) WHERE (status <> 'refused') DEFERRABLE;

        -- What there is already is compared in one pass.
        INSERT INTO search_progress (id, followed, pass, pass_after)
            SELECT 1, coalesce(max(position), 0), 'organisation', '00000000-0000-0000-0000-000000000000' FROM history;
        """;

    public const string Down = """
        DROP INDEX ix_organisations_folded_name, ix_people_folded_name, ix_people_emails;
        ALTER TABLE memberships DROP CONSTRAINT membership_overlaps;
        ALTER TABLE memberships ADD CONSTRAINT membership_overlaps EXCLUDE USING gist
            (organisation_id WITH =, network_id WITH =, daterange("from", "to", '[]') WITH &&) WHERE (status <> 'refused');
        ALTER TABLE positions DROP CONSTRAINT position_overlaps;
        ALTER TABLE positions ADD CONSTRAINT position_overlaps EXCLUDE USING gist
            (person_id WITH =, organisation_id WITH =, coalesce(title, '') WITH =, daterange("from", "to", '[]') WITH &&);
        DELETE FROM merges WHERE person_id IS NULL;
        ALTER TABLE merges DROP CONSTRAINT merge_of_person_or_organisation;
        DROP FUNCTION is_member;
        DROP INDEX ix_people_contacts;
        DROP INDEX ix_organisations_site;
        DROP FUNCTION site;
        DROP FUNCTION contacts;
        DROP FUNCTION spellings;
        """;
}
