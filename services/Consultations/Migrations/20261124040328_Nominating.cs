using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Consultations.Migrations
{
    /// <inheritdoc />
    public partial class Nominating : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "already_nominated",
                table: "nominations");

            migrationBuilder.AddColumn<string>(
                name: "gender",
                table: "person_copies",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "population",
                table: "organisation_copies",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "subregion",
                table: "organisation_copies",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "affiliation_id",
                table: "nominations",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "alternate_rank",
                table: "nominations",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "mandate_id",
                table: "nominations",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "name_as_printed",
                table: "nominations",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "recorded",
                table: "nominations",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "replaces",
                table: "nominations",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "time_zone",
                table: "nominations",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "availabilities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    consultation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: true),
                    time_zone = table.Column<string>(type: "text", nullable: false),
                    intervals = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_availabilities", x => x.id);
                    table.ForeignKey(
                        name: "fk_availabilities_consultations_consultation_id",
                        column: x => x.consultation_id,
                        principalTable: "consultations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "balance_targets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    consultation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    cycle_id = table.Column<Guid>(type: "uuid", nullable: true),
                    dimension = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false),
                    share = table.Column<int>(type: "integer", nullable: true),
                    number = table.Column<int>(type: "integer", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_balance_targets", x => x.id);
                    table.ForeignKey(
                        name: "fk_balance_targets_consultations_consultation_id",
                        column: x => x.consultation_id,
                        principalTable: "consultations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_balance_targets_cycles_cycle_id",
                        column: x => x.cycle_id,
                        principalTable: "cycles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "calls",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    network_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seats = table.Column<int>(type: "integer", nullable: false),
                    deadline = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    profile = table.Column<string>(type: "jsonb", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calls", x => x.id);
                    table.ForeignKey(
                        name: "fk_calls_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "invitations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    consultation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    deadline = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    recorded = table.Column<string>(type: "jsonb", nullable: true),
                    reminders = table.Column<int>(type: "integer", nullable: false),
                    reminded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invitations", x => x.id);
                    table.ForeignKey(
                        name: "fk_invitations_consultations_consultation_id",
                        column: x => x.consultation_id,
                        principalTable: "consultations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invitations_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "mandates",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    granted_by = table.Column<string>(type: "text", nullable: true),
                    cycle_id = table.Column<Guid>(type: "uuid", nullable: true),
                    consultation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    theme_id = table.Column<Guid>(type: "uuid", nullable: true),
                    from = table.Column<DateOnly>(type: "date", nullable: true),
                    to = table.Column<DateOnly>(type: "date", nullable: true),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: true),
                    document = table.Column<string>(type: "jsonb", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mandates", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "slots",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    nomination_id = table.Column<Guid>(type: "uuid", nullable: false),
                    order = table.Column<int>(type: "integer", nullable: false),
                    minutes_planned = table.Column<int>(type: "integer", nullable: false),
                    minutes_used = table.Column<int>(type: "integer", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_slots", x => x.id);
                    table.ForeignKey(
                        name: "fk_slots_nominations_nomination_id",
                        column: x => x.nomination_id,
                        principalTable: "nominations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_slots_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "already_nominated",
                table: "nominations",
                columns: new[] { "session_id", "person_id" },
                unique: true,
                filter: "state NOT IN ('declined', 'withdrawn')");

            migrationBuilder.CreateIndex(
                name: "alternate_rank_taken",
                table: "nominations",
                columns: new[] { "session_id", "nominated_by", "alternate_rank" },
                unique: true,
                filter: "state = 'proposed' AND alternate_rank IS NOT NULL")
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_nominations_mandate_id",
                table: "nominations",
                column: "mandate_id");

            migrationBuilder.CreateIndex(
                name: "availability_known",
                table: "availabilities",
                columns: new[] { "consultation_id", "person_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_availabilities_person_id",
                table: "availabilities",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_balance_targets_cycle_id",
                table: "balance_targets",
                column: "cycle_id");

            migrationBuilder.CreateIndex(
                name: "target_known",
                table: "balance_targets",
                columns: new[] { "consultation_id", "cycle_id", "dimension", "value" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "already_called",
                table: "calls",
                columns: new[] { "session_id", "network_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_calls_network_id",
                table: "calls",
                column: "network_id");

            migrationBuilder.CreateIndex(
                name: "already_invited",
                table: "invitations",
                columns: new[] { "consultation_id", "session_id", "organisation_id" },
                unique: true,
                filter: "state <> 'withdrawn'")
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_invitations_organisation_id",
                table: "invitations",
                column: "organisation_id");

            migrationBuilder.CreateIndex(
                name: "ix_invitations_session_id",
                table: "invitations",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "ix_mandates_entered_by",
                table: "mandates",
                column: "entered_by");

            migrationBuilder.CreateIndex(
                name: "ix_mandates_organisation_id",
                table: "mandates",
                column: "organisation_id");

            migrationBuilder.CreateIndex(
                name: "ix_mandates_person_id",
                table: "mandates",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "slot_order_taken",
                table: "slots",
                columns: new[] { "session_id", "order" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "speaks_already",
                table: "slots",
                column: "nomination_id",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_nominations_mandates_mandate_id",
                table: "nominations",
                column: "mandate_id",
                principalTable: "mandates",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            // Of older records: these were not kept before. What the registry tells again fills them.
            migrationBuilder.Sql("DELETE FROM subscriptions WHERE contract IN ('OrganisationChanged', 'PersonChanged')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_nominations_mandates_mandate_id",
                table: "nominations");

            migrationBuilder.DropTable(
                name: "availabilities");

            migrationBuilder.DropTable(
                name: "balance_targets");

            migrationBuilder.DropTable(
                name: "calls");

            migrationBuilder.DropTable(
                name: "invitations");

            migrationBuilder.DropTable(
                name: "mandates");

            migrationBuilder.DropTable(
                name: "slots");

            migrationBuilder.DropIndex(
                name: "already_nominated",
                table: "nominations");

            migrationBuilder.DropIndex(
                name: "alternate_rank_taken",
                table: "nominations");

            migrationBuilder.DropIndex(
                name: "ix_nominations_mandate_id",
                table: "nominations");

            migrationBuilder.DropColumn(
                name: "gender",
                table: "person_copies");

            migrationBuilder.DropColumn(
                name: "population",
                table: "organisation_copies");

            migrationBuilder.DropColumn(
                name: "subregion",
                table: "organisation_copies");

            migrationBuilder.DropColumn(
                name: "affiliation_id",
                table: "nominations");

            migrationBuilder.DropColumn(
                name: "alternate_rank",
                table: "nominations");

            migrationBuilder.DropColumn(
                name: "mandate_id",
                table: "nominations");

            migrationBuilder.DropColumn(
                name: "name_as_printed",
                table: "nominations");

            migrationBuilder.DropColumn(
                name: "recorded",
                table: "nominations");

            migrationBuilder.DropColumn(
                name: "replaces",
                table: "nominations");

            migrationBuilder.DropColumn(
                name: "time_zone",
                table: "nominations");

            migrationBuilder.CreateIndex(
                name: "already_nominated",
                table: "nominations",
                columns: new[] { "session_id", "person_id" },
                unique: true,
                filter: "state IN ('proposed', 'confirmed', 'accepted')");
        }
    }
}
