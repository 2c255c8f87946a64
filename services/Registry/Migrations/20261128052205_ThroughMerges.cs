using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Registry.Migrations
{
    /// <inheritdoc />
    public partial class ThroughMerges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "kept_strength",
                table: "duplicates",
                type: "double precision",
                nullable: true);

            // What was kept apart stays so; and what was merged before is compared in one pass.
            migrationBuilder.Sql("""
                UPDATE duplicates SET kept_strength = strength WHERE state = 'kept-apart';
                UPDATE search_progress SET pass = 'organisation', pass_after = '00000000-0000-0000-0000-000000000000';
                """);

            migrationBuilder.CreateIndex(
                name: "ix_duplicates_id",
                table: "duplicates",
                column: "id",
                filter: "evidence @> '[{\"throughMerge\":true}]'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_duplicates_id",
                table: "duplicates");

            migrationBuilder.DropColumn(
                name: "kept_strength",
                table: "duplicates");
        }
    }
}
