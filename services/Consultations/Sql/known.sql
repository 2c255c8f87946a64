-- What the shared functions ask: here of the copies.
CREATE OR REPLACE FUNCTION known_people() RETURNS TABLE (id uuid, canonical_id uuid) STABLE LANGUAGE sql AS $$
    SELECT id, canonical_id FROM person_copies
$$;

CREATE OR REPLACE FUNCTION known_organisations() RETURNS TABLE (id uuid, canonical_id uuid) STABLE LANGUAGE sql AS $$
    SELECT id, canonical_id FROM organisation_copies
$$;

CREATE OR REPLACE FUNCTION known_memberships() RETURNS TABLE (organisation_id uuid, network_id uuid, "from" date, "to" date, status text) STABLE LANGUAGE sql AS $$
    SELECT copy.id, m."networkId", m."from", m."to", m.status FROM organisation_copies AS copy
    CROSS JOIN jsonb_to_recordset(copy.memberships) AS m("networkId" uuid, "from" date, "to" date, status text)
$$;

CREATE OR REPLACE FUNCTION known_positions() RETURNS TABLE (person_id uuid, organisation_id uuid, "from" date, "to" date) STABLE LANGUAGE sql AS $$
    SELECT copy.id, held."organisationId", held."from", held."to" FROM person_copies AS copy
    CROSS JOIN jsonb_to_recordset(copy.positions) AS held("organisationId" uuid, "from" date, "to" date)
$$;
