using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MayorsMechanism.Outcomes.Migrations
{
    /// <inheritdoc />
    public partial class Consents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Who a person is, is decided by merges: what they refuse under one of their records counts for all.
            migrationBuilder.Sql("""
                CREATE FUNCTION refuses(person uuid, asked text) RETURNS boolean STABLE LANGUAGE sql AS $$
                    WITH RECURSIVE up(id, canonical_id) AS (
                        SELECT id, canonical_id FROM person_copies WHERE id = person
                        UNION
                        SELECT copy.id, copy.canonical_id FROM up JOIN person_copies AS copy ON copy.id = up.canonical_id),
                    same(id) AS (
                        SELECT id FROM up
                        UNION
                        SELECT copy.id FROM same JOIN person_copies AS copy ON copy.canonical_id = same.id)
                    SELECT EXISTS (SELECT FROM same JOIN person_copies AS copy ON copy.id = same.id, jsonb_array_elements(copy.consents) AS consent
                        WHERE consent ->> 'use' = asked AND NOT (consent ->> 'granted')::boolean)
                $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION refuses;");
        }
    }
}
