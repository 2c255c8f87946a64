-- All names of a record, folded, with | between them; null when nothing is left of any. So long that its lexemes stay within a tsvector.
CREATE OR REPLACE FUNCTION search_texts(name text, others jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT rtrim(left(string_agg(DISTINCT folded, '|'), 10000), ' |')
    FROM (SELECT public.search_fold(name) UNION ALL SELECT public.search_fold(other ->> 'name') FROM jsonb_array_elements(others) other) names(folded)
    WHERE folded <> ''
$$;

-- The same; of a single name, which most records have, without the machinery of a query, at a twentieth of the time.
-- Columns are computed by it: see search_fold.
CREATE OR REPLACE FUNCTION search_text(name text, others jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN others = '[]' THEN nullif(public.search_fold(name), '') ELSE public.search_texts(name, others) END
$$;

-- Every word; every whole name after ^; every word of 4 to 20 letters with any one letter left out after ~.
CREATE OR REPLACE FUNCTION search_lexemes(names text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(array_agg(lexeme)) FROM (
        SELECT word FROM unnest(string_to_array(translate(names, '|', ' '), ' ')) word
        UNION ALL
        SELECT '^' || name FROM unnest(string_to_array(names, '|')) name
        UNION ALL
        SELECT '~' || overlay(word PLACING '' FROM letter FOR 1)
        FROM unnest(string_to_array(translate(names, '|', ' '), ' ')) word, generate_series(1, length(word)) letter
        WHERE length(word) BETWEEN 4 AND 20) lexemes(lexeme)
$$;
