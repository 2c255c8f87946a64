using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Notifications.Migrations
{
    /// <inheritdoc />
    public partial class InvitationLetters : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<Guid>(
                name: "nomination_id",
                table: "letters",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<Guid>(
                name: "invitation_id",
                table: "letters",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "invitations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: true),
                    deadline = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reminders = table.Column<long>(type: "bigint", nullable: false),
                    letter_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invitations", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_letters_invitation_id",
                table: "letters",
                column: "invitation_id");

            migrationBuilder.CreateIndex(
                name: "ix_invitations_contact_id",
                table: "invitations",
                column: "contact_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "invitations");

            migrationBuilder.DropIndex(
                name: "ix_letters_invitation_id",
                table: "letters");

            migrationBuilder.DropColumn(
                name: "invitation_id",
                table: "letters");

            migrationBuilder.AlterColumn<Guid>(
                name: "nomination_id",
                table: "letters",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);
        }
    }
}
