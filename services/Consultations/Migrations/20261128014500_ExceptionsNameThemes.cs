using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MayorsMechanism.Consultations.Migrations;

/// <summary>An exception for a theme names it: what was agreed before is for the theme that the session has now.</summary>
[DbContext(typeof(ConsultationsDbContext)), Migration("20261128014500_ExceptionsNameThemes")]
public sealed class ExceptionsNameThemes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        UPDATE exception_records AS agreed SET departure = departure || '.' || theme_id FROM sessions
            WHERE departure IN ('theme-not-selected.' || sessions.id, 'theme-outside.' || sessions.id) AND theme_id IS NOT NULL
        """);
}
