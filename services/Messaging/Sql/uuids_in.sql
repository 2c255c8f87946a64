-- Every UUID that stands in a text. Columns are computed by it: who changes it adds a migration that runs this file first and then computes
-- them again.
CREATE OR REPLACE FUNCTION uuids_in(written text) RETURNS uuid[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT found[1]::uuid)
    FROM regexp_matches(written, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') AS found
$$;
