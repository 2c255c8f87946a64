using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MayorsMechanism.Consultations.Migrations;

/// <summary>
/// What the registry tells of people and organisations changes which networks see nominations, mandates, availabilities and invitations,
/// though nobody writes these. Together with the copy, an entry is written in the history of each, so that the changes feed tells of it; it
/// names the networks that saw it until then.
/// </summary>
[DbContext(typeof(ConsultationsDbContext)), Migration("20261127212000_ViewsThatMove")]
public sealed class ViewsThatMove : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        -- The registry tells of an end that passed unwritten within so many days.
        CREATE FUNCTION counts_lately("from" date, "to" date) RETURNS boolean STABLE LANGUAGE sql AS $$
            SELECT ("from" <= (now() AT TIME ZONE 'UTC')::date) IS NOT FALSE AND ("to" >= (now() AT TIME ZONE 'UTC')::date - 31) IS NOT FALSE
        $$;

        -- Networks that the organisation, or who speaks for it, is or was lately a member of.
        CREATE FUNCTION networks_of_organisation(organisation uuid) RETURNS SETOF uuid STABLE LANGUAGE sql AS $$
            WITH RECURSIVE same(id) AS (
                SELECT organisation
                UNION
                SELECT copy.canonical_id FROM same JOIN organisation_copies AS copy ON copy.id = same.id WHERE copy.canonical_id IS NOT NULL)
            SELECT id FROM same
            UNION
            SELECT membership."networkId" FROM same JOIN organisation_copies AS copy ON copy.id = same.id
            CROSS JOIN jsonb_to_recordset(copy.memberships) AS membership("networkId" uuid, "from" date, "to" date, status text)
            WHERE membership.status = 'confirmed' AND counts_lately(membership."from", membership."to")
        $$;

        -- Those of all organisations where the person, or who speaks for them, has or lately had a position.
        CREATE FUNCTION networks_of_person(person uuid) RETURNS SETOF uuid STABLE LANGUAGE sql AS $$
            WITH RECURSIVE same(id) AS (
                SELECT person
                UNION
                SELECT copy.canonical_id FROM same JOIN person_copies AS copy ON copy.id = same.id WHERE copy.canonical_id IS NOT NULL)
            SELECT DISTINCT network FROM same JOIN person_copies AS copy ON copy.id = same.id
            CROSS JOIN jsonb_to_recordset(copy.positions) AS held("organisationId" uuid, "from" date, "to" date)
            CROSS JOIN networks_of_organisation(held."organisationId") AS network
            WHERE counts_lately(held."from", held."to")
        $$;

        CREATE FUNCTION tell_move(record text, id uuid, version integer, networks uuid[]) RETURNS void LANGUAGE sql AS $$
            INSERT INTO history (at, actor, record, record_id, root_id, action, version, payload, salt, digest)
            SELECT clock_timestamp(), 'registry', record, id, id, 'moved', version, payload, '', sha256(convert_to(payload, 'UTF8'))
            FROM (SELECT array_to_json(networks)::text AS payload) AS saw
        $$;

        -- Of what no network sees yet nothing is told: it is shown when it opens.
        CREATE FUNCTION tell_moves_of_people(people uuid[]) RETURNS void LANGUAGE sql AS $$
            SELECT tell_move(record, id, version, ARRAY(SELECT * FROM networks_of_person(person))) FROM (
                SELECT 'nomination' AS record, n.id, n.version, person_id AS person FROM nominations AS n
                    JOIN sessions AS s ON s.id = session_id JOIN consultations AS c ON c.id = s.consultation_id
                    WHERE person_id = ANY (people) AND c.state <> 'planned' AND (c.releases = 0 OR s.released_state IS NOT NULL OR s.state = 'cancelled')
                UNION ALL SELECT 'availability', a.id, a.version, person_id FROM availabilities AS a JOIN consultations AS c ON c.id = consultation_id
                    WHERE person_id = ANY (people) AND c.state <> 'planned'
                UNION ALL SELECT 'mandate', id, version, person_id FROM mandates WHERE person_id = ANY (people)) AS theirs
        $$;

        CREATE FUNCTION person_moves() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM tell_moves_of_people(ARRAY(
                WITH RECURSIVE same(id) AS (SELECT OLD.id UNION SELECT copy.id FROM same JOIN person_copies AS copy ON copy.canonical_id = same.id) SELECT id FROM same));
            RETURN coalesce(NEW, OLD);
        END $$;
        CREATE TRIGGER person_moves BEFORE UPDATE ON person_copies FOR EACH ROW WHEN (NEW.version > OLD.version) EXECUTE FUNCTION person_moves();
        CREATE TRIGGER person_goes BEFORE DELETE ON person_copies FOR EACH ROW EXECUTE FUNCTION person_moves();

        CREATE FUNCTION organisation_moves() RETURNS trigger LANGUAGE plpgsql AS $$
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
        CREATE TRIGGER organisation_moves BEFORE UPDATE ON organisation_copies FOR EACH ROW WHEN (NEW.version > OLD.version)
            EXECUTE FUNCTION organisation_moves();
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TRIGGER organisation_moves ON organisation_copies;
        DROP TRIGGER person_moves ON person_copies;
        DROP TRIGGER person_goes ON person_copies;
        DROP FUNCTION organisation_moves, person_moves, tell_moves_of_people, tell_move, networks_of_person, networks_of_organisation, counts_lately;
        """);
}
