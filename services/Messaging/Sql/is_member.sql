-- Whether an organisation, or the one that speaks for it, is a confirmed member of a network on a day; without a day, ever. A network is its
-- own member.
CREATE OR REPLACE FUNCTION is_member(organisation uuid, network uuid, day date) RETURNS boolean STABLE LANGUAGE sql AS $$
    WITH RECURSIVE same(id) AS (
        SELECT organisation
        UNION
        SELECT known.canonical_id FROM same JOIN known_organisations() AS known ON known.id = same.id WHERE known.canonical_id IS NOT NULL)
    SELECT EXISTS (SELECT FROM same WHERE same.id = network) OR EXISTS (
        SELECT FROM same JOIN known_memberships() AS m ON m.organisation_id = same.id
        WHERE m.network_id = network AND m.status = 'confirmed' AND (day >= m."from") IS NOT FALSE AND (day <= m."to") IS NOT FALSE)
$$;
