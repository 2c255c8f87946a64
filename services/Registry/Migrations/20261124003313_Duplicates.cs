using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Registry.Migrations
{
    /// <inheritdoc />
    public partial class Duplicates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(DuplicatesSql.Search);

            migrationBuilder.DropForeignKey(
                name: "fk_merges_people_into_id",
                table: "merges");

            migrationBuilder.DropIndex(
                name: "ix_merges_into_id",
                table: "merges");

            migrationBuilder.AddColumn<DateOnly>(
                name: "retired_on",
                table: "organisations",
                type: "date",
                nullable: true);

            migrationBuilder.AlterColumn<Guid>(
                name: "person_id",
                table: "merges",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<Guid>(
                name: "organisation_id",
                table: "merges",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "people",
                type: "text",
                nullable: true,
                computedColumnSql: "search_text(name, other_spellings)",
                stored: true);

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "organisations",
                type: "text",
                nullable: true,
                computedColumnSql: "search_text(name, other_names)",
                stored: true);

            migrationBuilder.CreateTable(
                name: "duplicates",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    first_id = table.Column<Guid>(type: "uuid", nullable: false),
                    second_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    evidence = table.Column<string>(type: "jsonb", nullable: false),
                    strength = table.Column<double>(type: "double precision", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    merge_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_duplicates", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "search_progress",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    followed = table.Column<long>(type: "bigint", nullable: false),
                    pass = table.Column<string>(type: "text", nullable: true),
                    pass_after = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_search_progress", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_people_search_text",
                table: "people",
                column: "search_text")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_organisations_canonical_id",
                table: "organisations",
                column: "canonical_id",
                filter: "canonical_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_organisations_search_text",
                table: "organisations",
                column: "search_text")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_merges_organisation_id",
                table: "merges",
                column: "organisation_id");

            migrationBuilder.CreateIndex(
                name: "ix_duplicates_first_id_second_id",
                table: "duplicates",
                columns: new[] { "first_id", "second_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_duplicates_second_id",
                table: "duplicates",
                column: "second_id");

            migrationBuilder.CreateIndex(
                name: "ix_duplicates_state_kind_id",
                table: "duplicates",
                columns: new[] { "state", "kind", "id" });

            migrationBuilder.AddForeignKey(
                name: "fk_merges_organisations_organisation_id",
                table: "merges",
                column: "organisation_id",
                principalTable: "organisations",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Sql(DuplicatesSql.Up);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(DuplicatesSql.Down);

            migrationBuilder.DropForeignKey(
                name: "fk_merges_organisations_organisation_id",
                table: "merges");

            migrationBuilder.DropTable(
                name: "duplicates");

            migrationBuilder.DropTable(
                name: "search_progress");

            migrationBuilder.DropIndex(
                name: "ix_people_search_text",
                table: "people");

            migrationBuilder.DropIndex(
                name: "ix_organisations_canonical_id",
                table: "organisations");

            migrationBuilder.DropIndex(
                name: "ix_organisations_search_text",
                table: "organisations");

            migrationBuilder.DropIndex(
                name: "ix_merges_organisation_id",
                table: "merges");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "people");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "organisations");

            migrationBuilder.DropColumn(
                name: "retired_on",
                table: "organisations");

            migrationBuilder.DropColumn(
                name: "organisation_id",
                table: "merges");

            migrationBuilder.AlterColumn<Guid>(
                name: "person_id",
                table: "merges",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_merges_into_id",
                table: "merges",
                column: "into_id");

            migrationBuilder.AddForeignKey(
                name: "fk_merges_people_into_id",
                table: "merges",
                column: "into_id",
                principalTable: "people",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Sql("DROP FUNCTION search_text; DROP FUNCTION search_fold;");
        }
    }
}
