-- What records are compared by. Indexes are computed by contacts and site: who changes one adds a migration that makes its index again.

-- Every name of a record, as it was given.
CREATE OR REPLACE FUNCTION spellings(name text, others jsonb) RETURNS text[] IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT ARRAY[name] || ARRAY(SELECT other ->> 'name' FROM jsonb_array_elements(others) AS other)
$$;

-- Addresses in small letters; of phone numbers the last nine digits, which come after all prefixes, without an extension.
CREATE OR REPLACE FUNCTION contacts(emails text[], phones text[]) RETURNS text[] IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT ARRAY(
        SELECT lower(email) FROM unnest(emails) AS email
        UNION SELECT right(digits, 9) FROM unnest(phones) AS phone, regexp_replace(split_part(phone, 'x', 1), '\D', '', 'g') AS digits
        WHERE length(digits) >= 7)
$$;

-- The host of a web address, with or without www.
CREATE OR REPLACE FUNCTION site(website text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT substring(lower(website) FROM '^https?://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)')
$$;
