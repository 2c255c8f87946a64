using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Consultations.Migrations
{
    /// <inheritdoc />
    public partial class Planning : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "joining_links",
                table: "sessions",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<Guid[]>(
                name: "co_hosts",
                table: "consultations",
                type: "uuid[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<Guid[]>(
                name: "invited_processes",
                table: "consultations",
                type: "uuid[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "consultations",
                type: "text",
                nullable: false,
                defaultValueSql: "'regional-consultation'");

            migrationBuilder.AddColumn<string>(
                name: "outputs",
                table: "consultations",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "revision",
                table: "consultations",
                type: "bigint",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<string>(
                name: "sign_offs",
                table: "consultations",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<Guid[]>(
                name: "themes",
                table: "consultations",
                type: "uuid[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<Guid>(
                name: "working_group_id",
                table: "consultations",
                type: "uuid",
                nullable: true);

            // A consultation has parts from now on, so its events carry this in place of the version, and must not fall behind it.
            migrationBuilder.Sql("UPDATE consultations SET revision = version");

            migrationBuilder.CreateTable(
                name: "documents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    consultation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    file = table.Column<string>(type: "jsonb", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_documents", x => x.id);
                    table.ForeignKey(
                        name: "fk_documents_consultations_consultation_id",
                        column: x => x.consultation_id,
                        principalTable: "consultations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "exception_records",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    consultation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    departure = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    agreed_by = table.Column<string>(type: "text", nullable: false),
                    recorded = table.Column<string>(type: "jsonb", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exception_records", x => x.id);
                    table.ForeignKey(
                        name: "fk_exception_records_consultations_consultation_id",
                        column: x => x.consultation_id,
                        principalTable: "consultations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "file_chunks",
                columns: table => new
                {
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file_chunks", x => new { x.file_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "working_groups",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    terms_of_reference = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_working_groups", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "roles",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    working_group_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: true),
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "text", nullable: true),
                    affiliation = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_roles", x => x.id);
                    table.ForeignKey(
                        name: "fk_roles_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_roles_working_groups_working_group_id",
                        column: x => x.working_group_id,
                        principalTable: "working_groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_consultations_working_group_id",
                table: "consultations",
                column: "working_group_id");

            migrationBuilder.CreateIndex(
                name: "ix_documents_consultation_id",
                table: "documents",
                column: "consultation_id");

            migrationBuilder.CreateIndex(
                name: "exception_recorded",
                table: "exception_records",
                columns: new[] { "consultation_id", "departure" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_roles_person_id",
                table: "roles",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_roles_working_group_id",
                table: "roles",
                column: "working_group_id");

            migrationBuilder.CreateIndex(
                name: "role_held",
                table: "roles",
                columns: new[] { "session_id", "working_group_id", "kind", "person_id", "organisation_id" },
                unique: true,
                filter: "name IS NULL")
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "role_taken",
                table: "roles",
                columns: new[] { "session_id", "kind" },
                unique: true,
                filter: "kind IN ('moderator', 'thematic-expert', 'rapporteur')");

            migrationBuilder.AddForeignKey(
                name: "fk_consultations_working_groups_working_group_id",
                table: "consultations",
                column: "working_group_id",
                principalTable: "working_groups",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_consultations_working_groups_working_group_id",
                table: "consultations");

            migrationBuilder.DropTable(
                name: "documents");

            migrationBuilder.DropTable(
                name: "exception_records");

            migrationBuilder.DropTable(
                name: "file_chunks");

            migrationBuilder.DropTable(
                name: "roles");

            migrationBuilder.DropTable(
                name: "working_groups");

            migrationBuilder.DropIndex(
                name: "ix_consultations_working_group_id",
                table: "consultations");

            migrationBuilder.DropColumn(
                name: "joining_links",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "co_hosts",
                table: "consultations");

            migrationBuilder.DropColumn(
                name: "invited_processes",
                table: "consultations");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "consultations");

            migrationBuilder.DropColumn(
                name: "outputs",
                table: "consultations");

            migrationBuilder.DropColumn(
                name: "revision",
                table: "consultations");

            migrationBuilder.DropColumn(
                name: "sign_offs",
                table: "consultations");

            migrationBuilder.DropColumn(
                name: "themes",
                table: "consultations");

            migrationBuilder.DropColumn(
                name: "working_group_id",
                table: "consultations");
        }
    }
}
