-- Whether a person, or who speaks for them, has a position at a network's member on one of these days; with a null among them, ever.
CREATE OR REPLACE FUNCTION is_ours(person uuid, network uuid, days date[]) RETURNS boolean STABLE LANGUAGE sql AS $$
    WITH RECURSIVE same(id) AS (
        SELECT person
        UNION
        SELECT known.canonical_id FROM same JOIN known_people() AS known ON known.id = same.id WHERE known.canonical_id IS NOT NULL)
    SELECT EXISTS (
        SELECT FROM same JOIN known_positions() AS held ON held.person_id = same.id
        CROSS JOIN unnest(days) AS day
        WHERE (day >= held."from") IS NOT FALSE AND (day <= held."to") IS NOT FALSE
            AND is_member(held.organisation_id, network, day))
$$;
