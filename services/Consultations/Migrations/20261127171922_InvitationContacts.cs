using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Consultations.Migrations
{
    /// <inheritdoc />
    public partial class InvitationContacts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "purpose",
                table: "nomination_links",
                type: "text",
                nullable: false,
                defaultValueSql: "'answer-nomination'");

            migrationBuilder.AddColumn<Guid>(
                name: "answered_by",
                table: "invitations",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "contact_id",
                table: "invitations",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "by_person",
                table: "availabilities",
                type: "boolean",
                nullable: false,
                defaultValueSql: "false");

            migrationBuilder.CreateIndex(
                name: "ix_person_copies_positions",
                table: "person_copies",
                column: "positions")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_organisation_copies_canonical_id",
                table: "organisation_copies",
                column: "canonical_id");

            migrationBuilder.CreateIndex(
                name: "ix_invitations_contact_id",
                table: "invitations",
                column: "contact_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_person_copies_positions",
                table: "person_copies");

            migrationBuilder.DropIndex(
                name: "ix_organisation_copies_canonical_id",
                table: "organisation_copies");

            migrationBuilder.DropIndex(
                name: "ix_invitations_contact_id",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "purpose",
                table: "nomination_links");

            migrationBuilder.DropColumn(
                name: "answered_by",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "contact_id",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "by_person",
                table: "availabilities");
        }
    }
}
