using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Notifications.Migrations
{
    /// <inheritdoc />
    public partial class Named : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_letters_recipient_id",
                table: "letters");

            migrationBuilder.AddColumn<bool>(
                name: "may_have_left",
                table: "letters",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid[]>(
                name: "named",
                table: "letters",
                type: "uuid[]",
                nullable: false,
                defaultValue: new Guid[0]);

            migrationBuilder.AddColumn<int>(
                name: "tries",
                table: "letters",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "ix_letters_named",
                table: "letters",
                column: "named")
                .Annotation("Npgsql:IndexMethod", "gin");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_letters_named",
                table: "letters");

            migrationBuilder.DropColumn(
                name: "may_have_left",
                table: "letters");

            migrationBuilder.DropColumn(
                name: "named",
                table: "letters");

            migrationBuilder.DropColumn(
                name: "tries",
                table: "letters");

            migrationBuilder.CreateIndex(
                name: "ix_letters_recipient_id",
                table: "letters",
                column: "recipient_id");
        }
    }
}
