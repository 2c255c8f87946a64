using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Notifications.Migrations
{
    /// <inheritdoc />
    public partial class WhatWasTold : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "sequence",
                table: "nominations",
                type: "integer",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "sequence",
                table: "nominations");
        }
    }
}
