-- The person who speaks for this one after merges, however many; the same one if there were none.
CREATE OR REPLACE FUNCTION canonical_person(person uuid) RETURNS uuid STABLE LANGUAGE sql AS $$
    WITH RECURSIVE chain(id, hops) AS (
        SELECT person, 0
        UNION ALL
        SELECT known.canonical_id, hops + 1 FROM chain JOIN known_people() AS known ON known.id = chain.id
        WHERE known.canonical_id IS NOT NULL AND hops < 20)
    SELECT id FROM chain ORDER BY hops DESC LIMIT 1
$$;
