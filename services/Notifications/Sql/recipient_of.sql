-- Who is written to for a person: after merges the one who speaks for all; nobody while that one is not known here.
CREATE OR REPLACE FUNCTION recipient_of(person uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE chain AS (
        SELECT id, canonical_id FROM recipients WHERE id = person
        UNION
        SELECT r.id, r.canonical_id FROM recipients r JOIN chain ON r.id = chain.canonical_id)
    SELECT id FROM chain WHERE canonical_id IS NULL
$$;
