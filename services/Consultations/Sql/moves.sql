CREATE OR REPLACE FUNCTION tell_move(record text, id uuid, version integer, networks uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO history (at, actor, record, record_id, root_id, action, version, payload, salt, digest)
    SELECT clock_timestamp(), 'registry', record, id, id, 'moved', version, payload, '', sha256(convert_to(payload, 'UTF8'))
    FROM (SELECT array_to_json(networks)::text AS payload) AS saw
$$;

-- Of what no network sees yet nothing is told: it is shown when it opens.
CREATE OR REPLACE FUNCTION tell_moves_of_people(people uuid[]) RETURNS void LANGUAGE sql AS $$
    SELECT tell_move(record, id, version, ARRAY(SELECT * FROM networks_of_person(person))) FROM (
        SELECT 'nomination' AS record, n.id, n.version, person_id AS person FROM nominations AS n
            JOIN sessions AS s ON s.id = session_id JOIN consultations AS c ON c.id = s.consultation_id
            WHERE person_id = ANY (people) AND c.state <> 'planned' AND (c.releases = 0 OR s.released_state IS NOT NULL OR s.state = 'cancelled')
        UNION ALL SELECT 'availability', a.id, a.version, person_id FROM availabilities AS a JOIN consultations AS c ON c.id = consultation_id
            WHERE person_id = ANY (people) AND c.state <> 'planned'
        UNION ALL SELECT 'mandate', id, version, person_id FROM mandates WHERE person_id = ANY (people)) AS theirs
$$;

CREATE OR REPLACE FUNCTION person_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_moves_of_people(ARRAY(
        WITH RECURSIVE same(id) AS (SELECT OLD.id UNION SELECT copy.id FROM same JOIN person_copies AS copy ON copy.canonical_id = same.id) SELECT id FROM same));
    RETURN coalesce(NEW, OLD);
END $$;
CREATE OR REPLACE TRIGGER person_moves BEFORE UPDATE ON person_copies FOR EACH ROW WHEN (NEW.version > OLD.version) EXECUTE FUNCTION person_moves();
CREATE OR REPLACE TRIGGER person_goes BEFORE DELETE ON person_copies FOR EACH ROW EXECUTE FUNCTION person_moves();

CREATE OR REPLACE FUNCTION organisation_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE behind uuid[] := ARRAY(
    WITH RECURSIVE same(id) AS (SELECT OLD.id UNION SELECT copy.id FROM same JOIN organisation_copies AS copy ON copy.canonical_id = same.id) SELECT id FROM same);
BEGIN
    PERFORM tell_moves_of_people(ARRAY(
        WITH RECURSIVE same(id) AS (
            SELECT held.id FROM unnest(behind) AS place
            JOIN person_copies AS held ON held.positions @> jsonb_build_array(jsonb_build_object('organisationId', place))
            UNION
            SELECT copy.id FROM same JOIN person_copies AS copy ON copy.canonical_id = same.id)
        SELECT id FROM same));
    PERFORM tell_move('invitation', invitation.id, version, ARRAY(SELECT * FROM networks_of_organisation(organisation_id)))
        FROM invitations AS invitation WHERE organisation_id = ANY (behind);
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER organisation_moves BEFORE UPDATE ON organisation_copies FOR EACH ROW WHEN (NEW.version > OLD.version)
    EXECUTE FUNCTION organisation_moves();
