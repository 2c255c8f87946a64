using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Consultations.Migrations
{
    /// <inheritdoc />
    public partial class CanonicalOrganisation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                CREATE FUNCTION canonical_organisation(organisation uuid) RETURNS uuid STABLE LANGUAGE sql AS $$
                    WITH RECURSIVE chain(id, hops) AS (
                        SELECT organisation, 0
                        UNION ALL
                        SELECT copy.canonical_id, hops + 1 FROM chain JOIN organisation_copies AS copy ON copy.id = chain.id
                        WHERE copy.canonical_id IS NOT NULL AND hops < 20)
                    SELECT id FROM chain ORDER BY hops DESC LIMIT 1
                $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION canonical_organisation;");
        }
    }
}
