using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Consultations.Migrations
{
    /// <inheritdoc />
    public partial class ScheduleReleases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "released",
                table: "sessions",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "released_state",
                table: "sessions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "told",
                table: "nominations",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "releases",
                table: "consultations",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "calendar_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    network_id = table.Column<Guid>(type: "uuid", nullable: true),
                    person_id = table.Column<Guid>(type: "uuid", nullable: true),
                    secret_hash = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    rotated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calendar_links", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "schedule_releases",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    consultation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    released_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changelog = table.Column<string>(type: "jsonb", nullable: false),
                    sessions = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schedule_releases", x => x.id);
                    table.ForeignKey(
                        name: "fk_schedule_releases_consultations_consultation_id",
                        column: x => x.consultation_id,
                        principalTable: "consultations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_calendar_links_person_id",
                table: "calendar_links",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_calendar_links_secret_hash",
                table: "calendar_links",
                column: "secret_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_schedule_releases_consultation_id_number",
                table: "schedule_releases",
                columns: new[] { "consultation_id", "number" },
                unique: true);

            // Whoever was seated or had been was told of the session as it is: nothing was released yet.
            migrationBuilder.Sql("""
                UPDATE nominations AS n SET told = jsonb_build_object(
                    'sequence', CASE WHEN n.state IN ('confirmed', 'accepted') THEN 0 ELSE 1 END,
                    'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                    'facts', jsonb_build_object(
                        'kind', s.kind, 'themeId', s.theme_id, 'title', s.title, 'date', s.date,
                        'start', to_char(s.start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                        'duration', 'PT' || (extract(epoch FROM s.duration) / 60)::int || 'M',
                        'timeZone', s.time_zone, 'languages', s.languages, 'state', s.state))
                FROM sessions AS s
                WHERE s.id = n.session_id AND (n.state IN ('confirmed', 'accepted') OR n.calendar IS NOT NULL)
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "calendar_links");

            migrationBuilder.DropTable(
                name: "schedule_releases");

            migrationBuilder.DropColumn(
                name: "released",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "released_state",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "told",
                table: "nominations");

            migrationBuilder.DropColumn(
                name: "releases",
                table: "consultations");
        }
    }
}
