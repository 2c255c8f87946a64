using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Registry.Migrations
{
    /// <inheritdoc />
    public partial class Imports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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

            // What spellings of a name share: small letters without accents, blanks and punctuation. Imports look records up by it.
            migrationBuilder.Sql("""
                CREATE FUNCTION name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
                    RETURN regexp_replace(lower(normalize(name, NFD)), '[\u0300-\u036f[:punct:][:space:]]+', '', 'g');
                CREATE INDEX ix_organisations_name_key ON organisations (name_key(name));
                CREATE INDEX ix_people_name_key ON people (name_key(name));
                CREATE INDEX ix_people_emails ON people USING gin (emails);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                DROP INDEX ix_organisations_name_key, ix_people_name_key, ix_people_emails;
                DROP FUNCTION name_key;
                """);

            migrationBuilder.DropTable(
                name: "import_chunks");

            migrationBuilder.DropTable(
                name: "import_rows");

            migrationBuilder.DropTable(
                name: "imports");
        }
    }
}
