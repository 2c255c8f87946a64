namespace MayorsMechanism.Registry.Migrations;

/// <summary>What the migration Documents adds beside tables.</summary>
static class DocumentsSql
{
    public const string Up = """
        UPDATE people SET contacts_by = registered_by WHERE registered_by IS NOT NULL;

        -- Who a person is, is decided by merges: what they refuse under one of their records counts for all. The latest word for a use counts.
        CREATE FUNCTION refuses(person uuid, asked text) RETURNS boolean STABLE LANGUAGE sql AS $$
            WITH RECURSIVE up(id, canonical_id) AS (
                SELECT id, canonical_id FROM people WHERE id = person
                UNION
                SELECT p.id, p.canonical_id FROM up JOIN people AS p ON p.id = up.canonical_id),
            same(id) AS (
                SELECT id FROM up
                UNION
                SELECT p.id FROM same JOIN people AS p ON p.canonical_id = same.id)
            SELECT EXISTS (SELECT FROM same JOIN people AS p ON p.id = same.id WHERE (
                SELECT NOT (consent ->> 'granted')::boolean FROM jsonb_array_elements(p.consents) WITH ORDINALITY AS said(consent, number)
                WHERE consent ->> 'use' = asked ORDER BY number DESC LIMIT 1))
        $$;
        """;

    public const string Down = "DROP FUNCTION refuses;";
}
