-- What the shared functions ask: here of the copies.
CREATE OR REPLACE FUNCTION known_people() RETURNS TABLE (id uuid, canonical_id uuid) STABLE LANGUAGE sql AS $$
    SELECT id, canonical_id FROM person_copies
$$;

CREATE OR REPLACE FUNCTION known_consents() RETURNS TABLE (person_id uuid, consents jsonb) STABLE LANGUAGE sql AS $$
    SELECT id, consents FROM person_copies
$$;

CREATE OR REPLACE FUNCTION known_organisations() RETURNS TABLE (id uuid, canonical_id uuid) STABLE LANGUAGE sql AS $$
    SELECT id, canonical_id FROM organisation_copies
$$;
