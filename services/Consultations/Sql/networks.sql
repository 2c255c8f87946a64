-- The registry tells of an end that passed unwritten within so many days.
CREATE OR REPLACE FUNCTION counts_lately("from" date, "to" date) RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT ("from" <= (now() AT TIME ZONE 'UTC')::date) IS NOT FALSE AND ("to" >= (now() AT TIME ZONE 'UTC')::date - 31) IS NOT FALSE
$$;

-- Networks that the organisation, or who speaks for it, is or was lately a member of.
CREATE OR REPLACE FUNCTION networks_of_organisation(organisation uuid) RETURNS SETOF uuid STABLE LANGUAGE sql AS $$
    WITH RECURSIVE same(id) AS (
        SELECT organisation
        UNION
        SELECT known.canonical_id FROM same JOIN known_organisations() AS known ON known.id = same.id WHERE known.canonical_id IS NOT NULL)
    SELECT id FROM same
    UNION
    SELECT m.network_id FROM same JOIN known_memberships() AS m ON m.organisation_id = same.id
    WHERE m.status = 'confirmed' AND counts_lately(m."from", m."to")
$$;

-- Those of all organisations where the person, or who speaks for them, has or lately had a position.
CREATE OR REPLACE FUNCTION networks_of_person(person uuid) RETURNS SETOF uuid STABLE LANGUAGE sql AS $$
    WITH RECURSIVE same(id) AS (
        SELECT person
        UNION
        SELECT known.canonical_id FROM same JOIN known_people() AS known ON known.id = same.id WHERE known.canonical_id IS NOT NULL)
    SELECT DISTINCT network FROM same JOIN known_positions() AS held ON held.person_id = same.id
    CROSS JOIN networks_of_organisation(held.organisation_id) AS network
    WHERE counts_lately(held."from", held."to")
$$;
