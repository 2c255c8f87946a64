using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Notifications.Migrations
{
    /// <inheritdoc />
    public partial class WhatInvitedKnow : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "known",
                table: "invitations",
                type: "jsonb",
                nullable: true);
            migrationBuilder.Sql("""
                UPDATE invitations AS i SET known = l.occasion FROM letters AS l WHERE l.id = i.letter_id AND i.state IN ('open', 'accepted')
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "known",
                table: "invitations");
        }
    }
}
