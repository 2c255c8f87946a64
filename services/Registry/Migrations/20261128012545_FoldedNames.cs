using Microsoft.EntityFrameworkCore.Migrations;

namespace MayorsMechanism.Registry.Migrations;

/// <summary>An acronym folds alike with full stops and without, organisations are sorted by their folded names, and parts are found in the history.</summary>
public partial class FoldedNames : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropIndex(name: "ix_organisations_name_id", table: "organisations");
        migrationBuilder.CreateIndex(name: "ix_history_record_id", table: "history", column: "record_id", filter: "record_id <> root_id");
        migrationBuilder.Sql("""
            CREATE FUNCTION undotted(written text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
                SELECT regexp_replace(written, '\m([[:alpha:]])\.(?=[[:alpha:]]\M)', '\1', 'g')
            $$;

            CREATE OR REPLACE FUNCTION search_fold(written text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
                SELECT trim(left(regexp_replace(
                    CASE WHEN written ~ '[\u0370-\u06ff\u1f00-\u1fff\ufb1d-\ufeff]'
                        THEN public.romanised(lower(public.unaccent('public.unaccent', regexp_replace(normalize(written, NFKD), '[\u0300-\u036f\u0640\u064b-\u065f\u0670]', '', 'g'))))
                        WHEN strpos(written, '.') > 0
                        THEN public.undotted(lower(public.unaccent('public.unaccent', regexp_replace(normalize(written, NFKD), '[\u0300-\u036f]', '', 'g'))))
                        ELSE lower(public.unaccent('public.unaccent', regexp_replace(normalize(written, NFKD), '[\u0300-\u036f]', '', 'g'))) END,
                    '[^[:alnum:]]+', ' ', 'g'), 400))
            $$;

            UPDATE organisations SET name = name WHERE name LIKE '%.%' OR other_names::text LIKE '%.%';
            UPDATE people SET name = name WHERE name LIKE '%.%' OR other_spellings::text LIKE '%.%';
            UPDATE positions SET title = title WHERE title LIKE '%.%';
            DROP INDEX ix_organisations_folded_name;
            CREATE INDEX ix_organisations_folded_name ON organisations (search_fold(name), id);
            REINDEX INDEX ix_people_folded_name;
            -- What the planner knew of the names went with their index.
            ANALYZE organisations;
            """);
    }
}
