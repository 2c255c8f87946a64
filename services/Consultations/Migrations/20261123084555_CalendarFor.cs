using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Consultations.Migrations
{
    /// <inheritdoc />
    public partial class CalendarFor : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "calendar_for",
                table: "nominations",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_nominations_calendar_for",
                table: "nominations",
                column: "calendar_for");

            migrationBuilder.CreateIndex(
                name: "ix_nominations_session_id",
                table: "nominations",
                column: "session_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_nominations_calendar_for",
                table: "nominations");

            migrationBuilder.DropIndex(
                name: "ix_nominations_session_id",
                table: "nominations");

            migrationBuilder.DropColumn(
                name: "calendar_for",
                table: "nominations");
        }
    }
}
