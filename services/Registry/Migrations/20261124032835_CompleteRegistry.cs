using System;
using Microsoft.EntityFrameworkCore.Migrations;
using NpgsqlTypes;

#nullable disable

namespace MayorsMechanism.Registry.Migrations
{
    /// <inheritdoc />
    public partial class CompleteRegistry : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(SearchFunctions.Create);

            migrationBuilder.DropForeignKey(
                name: "fk_merges_people_into_id",
                table: "merges");

            migrationBuilder.DropIndex(
                name: "ix_merges_into_id",
                table: "merges");

            migrationBuilder.AddColumn<DateOnly>(
                name: "retired_on",
                table: "organisations",
                type: "date",
                nullable: true);

            migrationBuilder.AlterColumn<Guid>(
                name: "person_id",
                table: "merges",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<Guid>(
                name: "organisation_id",
                table: "merges",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<NpgsqlTsVector>(
                name: "search_lexemes",
                table: "positions",
                type: "tsvector",
                nullable: true,
                computedColumnSql: "search_lexemes(search_text(title, '[]'))",
                stored: true);

            migrationBuilder.AddColumn<NpgsqlTsVector>(
                name: "search_lexemes",
                table: "people",
                type: "tsvector",
                nullable: true,
                computedColumnSql: "search_lexemes(search_text(name, other_spellings))",
                stored: true);

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "people",
                type: "text",
                nullable: true,
                computedColumnSql: "search_text(name, other_spellings)",
                stored: true);

            migrationBuilder.AddColumn<NpgsqlTsVector>(
                name: "search_lexemes",
                table: "organisations",
                type: "tsvector",
                nullable: true,
                computedColumnSql: "search_lexemes(search_text(name, other_names))",
                stored: true);

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "organisations",
                type: "text",
                nullable: true,
                computedColumnSql: "search_text(name, other_names)",
                stored: true);

            migrationBuilder.CreateTable(
                name: "duplicates",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    first_id = table.Column<Guid>(type: "uuid", nullable: false),
                    second_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    evidence = table.Column<string>(type: "jsonb", nullable: false),
                    strength = table.Column<double>(type: "double precision", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    merge_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_duplicates", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "import_chunks",
                columns: table => new
                {
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_chunks", x => new { x.import_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "import_rows",
                columns: table => new
                {
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    fields = table.Column<string>(type: "text", nullable: false),
                    record_id = table.Column<Guid>(type: "uuid", nullable: true),
                    record_version = table.Column<int>(type: "integer", nullable: true),
                    columns = table.Column<string[]>(type: "text[]", nullable: false),
                    reasons = table.Column<string>(type: "text", nullable: false),
                    evidence = table.Column<string>(type: "text", nullable: false),
                    places = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    keys = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_rows", x => new { x.import_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "imports",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    format = table.Column<string>(type: "text", nullable: false),
                    gzip = table.Column<bool>(type: "boolean", nullable: false),
                    map = table.Column<string[]>(type: "text[]", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    network_id = table.Column<Guid>(type: "uuid", nullable: true),
                    uploaded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    problem = table.Column<string>(type: "text", nullable: true),
                    columns = table.Column<string[]>(type: "text[]", nullable: false),
                    ignored = table.Column<string[]>(type: "text[]", nullable: false),
                    rows_read = table.Column<int>(type: "integer", nullable: false),
                    rows_created = table.Column<int>(type: "integer", nullable: false),
                    rows_changed = table.Column<int>(type: "integer", nullable: false),
                    rows_unchanged = table.Column<int>(type: "integer", nullable: false),
                    rows_rejected = table.Column<int>(type: "integer", nullable: false),
                    rows_possible_duplicate = table.Column<int>(type: "integer", nullable: false),
                    rows_written = table.Column<int>(type: "integer", nullable: false),
                    committed_by = table.Column<string>(type: "text", nullable: true),
                    committed_through = table.Column<string>(type: "text", nullable: true),
                    duplicates = table.Column<string>(type: "text", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    emptied = table.Column<bool>(type: "boolean", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_imports", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "search_progress",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    followed = table.Column<long>(type: "bigint", nullable: false),
                    pass = table.Column<string>(type: "text", nullable: true),
                    pass_after = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_search_progress", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_positions_search_lexemes",
                table: "positions",
                column: "search_lexemes")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_people_languages",
                table: "people",
                column: "languages")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_people_search_lexemes",
                table: "people",
                column: "search_lexemes")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_people_search_text",
                table: "people",
                column: "search_text")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_organisations_canonical_id",
                table: "organisations",
                column: "canonical_id",
                filter: "canonical_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_organisations_competences",
                table: "organisations",
                column: "competences")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_organisations_languages",
                table: "organisations",
                column: "languages")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_organisations_search_lexemes",
                table: "organisations",
                column: "search_lexemes")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_organisations_search_text",
                table: "organisations",
                column: "search_text")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_merges_organisation_id",
                table: "merges",
                column: "organisation_id");

            migrationBuilder.CreateIndex(
                name: "ix_history_actor_at_id",
                table: "history",
                columns: new[] { "actor", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_history_at_id",
                table: "history",
                columns: new[] { "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_duplicates_first_id_second_id",
                table: "duplicates",
                columns: new[] { "first_id", "second_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_duplicates_second_id",
                table: "duplicates",
                column: "second_id");

            migrationBuilder.CreateIndex(
                name: "ix_duplicates_state_kind_id",
                table: "duplicates",
                columns: new[] { "state", "kind", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_import_rows_import_id_outcome_number",
                table: "import_rows",
                columns: new[] { "import_id", "outcome", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_import_rows_record_id",
                table: "import_rows",
                column: "record_id");

            migrationBuilder.CreateIndex(
                name: "ix_imports_finished_at",
                table: "imports",
                column: "finished_at",
                filter: "NOT emptied");

            migrationBuilder.CreateIndex(
                name: "ix_imports_id",
                table: "imports",
                column: "id",
                filter: "state IN ('uploaded', 'checking', 'committing')");

            migrationBuilder.AddForeignKey(
                name: "fk_merges_organisations_organisation_id",
                table: "merges",
                column: "organisation_id",
                principalTable: "organisations",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Sql(RegistrySql.Up);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(RegistrySql.Down);

            migrationBuilder.DropForeignKey(
                name: "fk_merges_organisations_organisation_id",
                table: "merges");

            migrationBuilder.DropTable(
                name: "duplicates");

            migrationBuilder.DropTable(
                name: "import_chunks");

            migrationBuilder.DropTable(
                name: "import_rows");

            migrationBuilder.DropTable(
                name: "imports");

            migrationBuilder.DropTable(
                name: "search_progress");

            migrationBuilder.DropIndex(
                name: "ix_positions_search_lexemes",
                table: "positions");

            migrationBuilder.DropIndex(
                name: "ix_people_languages",
                table: "people");

            migrationBuilder.DropIndex(
                name: "ix_people_search_lexemes",
                table: "people");

            migrationBuilder.DropIndex(
                name: "ix_people_search_text",
                table: "people");

            migrationBuilder.DropIndex(
                name: "ix_organisations_canonical_id",
                table: "organisations");

            migrationBuilder.DropIndex(
                name: "ix_organisations_competences",
                table: "organisations");

            migrationBuilder.DropIndex(
                name: "ix_organisations_languages",
                table: "organisations");

            migrationBuilder.DropIndex(
                name: "ix_organisations_search_lexemes",
                table: "organisations");

            migrationBuilder.DropIndex(
                name: "ix_organisations_search_text",
                table: "organisations");

            migrationBuilder.DropIndex(
                name: "ix_merges_organisation_id",
                table: "merges");

            migrationBuilder.DropIndex(
                name: "ix_history_actor_at_id",
                table: "history");

            migrationBuilder.DropIndex(
                name: "ix_history_at_id",
                table: "history");

            migrationBuilder.DropColumn(
                name: "search_lexemes",
                table: "positions");

            migrationBuilder.DropColumn(
                name: "search_lexemes",
                table: "people");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "people");

            migrationBuilder.DropColumn(
                name: "search_lexemes",
                table: "organisations");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "organisations");

            migrationBuilder.DropColumn(
                name: "retired_on",
                table: "organisations");

            migrationBuilder.DropColumn(
                name: "organisation_id",
                table: "merges");

            migrationBuilder.AlterColumn<Guid>(
                name: "person_id",
                table: "merges",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_merges_into_id",
                table: "merges",
                column: "into_id");

            migrationBuilder.AddForeignKey(
                name: "fk_merges_people_into_id",
                table: "merges",
                column: "into_id",
                principalTable: "people",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Sql(SearchFunctions.Drop);
        }
    }
}
