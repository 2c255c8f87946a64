-- The words of a note as they are looked for: folded as names are. A column is computed by it: who changes it adds a migration that runs this
-- file first and then computes the column again.
CREATE OR REPLACE FUNCTION note_words(written text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsvector('simple', string_agg(public.search_fold(word), ' ')) FROM regexp_split_to_table(written, '\s+') AS word
$$;

-- All words of what was typed, or words that begin so; null when there are none in it.
CREATE OR REPLACE FUNCTION note_query(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsquery('simple', replace(folded, ' ', ':* & ') || ':*') FROM public.search_fold(typed) AS folded WHERE folded <> ''
$$;
