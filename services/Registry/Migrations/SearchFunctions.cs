namespace MayorsMechanism.Registry.Migrations;

/// <summary>
/// What the columns for searching are computed by, made before them by the migration CompleteRegistry. Names are qualified: a restored dump computes the
/// columns anew, without a search path. Changing a function needs a new migration that computes the columns again.
/// </summary>
static class SearchFunctions
{
    public const string Create = """
        CREATE EXTENSION IF NOT EXISTS unaccent;
        CREATE EXTENSION IF NOT EXISTS pg_trgm;

        -- Small letters and digits of any script, without accents and other marks, single blanks between words; no longer than a lexeme may be,
        -- for one letter may become many. Declared immutable although unaccent is not: its rules are a file that comes with PostgreSQL.
        CREATE FUNCTION search_fold(written text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT trim(left(regexp_replace(
                lower(public.unaccent('public.unaccent', regexp_replace(normalize(written, NFKD), '[\u0300-\u036f\u0640\u064b-\u065f\u0670]', '', 'g'))),
                '[^[:alnum:]]+', ' ', 'g'), 400))
        $$;

        -- All names of a record, folded, with | between them; null when nothing is left of any. So long that its lexemes stay within a tsvector.
        CREATE FUNCTION search_text(name text, others jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT rtrim(left(string_agg(DISTINCT folded, '|'), 10000), ' |')
            FROM (SELECT public.search_fold(name) UNION ALL SELECT public.search_fold(other ->> 'name') FROM jsonb_array_elements(others) other) names(folded)
            WHERE folded <> ''
        $$;

        -- Every word; every whole name after ^; every word of 4 to 20 letters with any one letter left out after ~.
        CREATE FUNCTION search_lexemes(names text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT array_to_tsvector(array_agg(lexeme)) FROM (
                SELECT word FROM unnest(string_to_array(translate(names, '|', ' '), ' ')) word
                UNION ALL
                SELECT '^' || name FROM unnest(string_to_array(names, '|')) name
                UNION ALL
                SELECT '~' || overlay(word PLACING '' FROM letter FOR 1)
                FROM unnest(string_to_array(translate(names, '|', ' '), ' ')) word, generate_series(1, length(word)) letter
                WHERE length(word) BETWEEN 4 AND 20) lexemes(lexeme)
        $$;
        """;

    public const string Drop = "DROP FUNCTION search_lexemes; DROP FUNCTION search_text; DROP FUNCTION search_fold;";
}
