-- Whether a person refuses a use. Who a person is, is decided by merges: what they refuse under one of their records counts for all. The
-- latest word for a use counts.
CREATE OR REPLACE FUNCTION refuses(person uuid, asked text) RETURNS boolean STABLE LANGUAGE sql AS $$
    WITH RECURSIVE up(id, canonical_id) AS (
        SELECT id, canonical_id FROM known_people() WHERE id = person
        UNION
        SELECT known.id, known.canonical_id FROM up JOIN known_people() AS known ON known.id = up.canonical_id),
    same(id) AS (
        SELECT id FROM up
        UNION
        SELECT known.id FROM same JOIN known_people() AS known ON known.canonical_id = same.id)
    SELECT EXISTS (SELECT FROM same JOIN known_consents() AS theirs ON theirs.person_id = same.id WHERE (
        SELECT NOT (consent ->> 'granted')::boolean FROM jsonb_array_elements(theirs.consents) WITH ORDINALITY AS said(consent, number)
        WHERE consent ->> 'use' = asked ORDER BY number DESC LIMIT 1))
$$;
