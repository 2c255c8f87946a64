-- What the shared functions ask: here it is the registry's own.
CREATE OR REPLACE FUNCTION known_people() RETURNS TABLE (id uuid, canonical_id uuid) STABLE LANGUAGE sql AS $$
    SELECT id, canonical_id FROM people
$$;

CREATE OR REPLACE FUNCTION known_consents() RETURNS TABLE (person_id uuid, consents jsonb) STABLE LANGUAGE sql AS $$
    SELECT id, consents FROM people
$$;

CREATE OR REPLACE FUNCTION known_organisations() RETURNS TABLE (id uuid, canonical_id uuid) STABLE LANGUAGE sql AS $$
    SELECT id, canonical_id FROM organisations
$$;

CREATE OR REPLACE FUNCTION known_memberships() RETURNS TABLE (organisation_id uuid, network_id uuid, "from" date, "to" date, status text) STABLE LANGUAGE sql AS $$
    SELECT organisation_id, network_id, "from", "to", status FROM memberships
$$;
