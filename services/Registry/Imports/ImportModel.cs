using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Imports;

/// <summary>How what belongs to an import is stored.</summary>
static class ImportModel
{
    public static void Configure(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ImportRow>(row =>
        {
            row.HasKey(r => new { r.ImportId, r.Number });
            row.Property(r => r.Outcome).HasConversion<KebabCase<RowOutcome>>();
            // Text, not jsonb: a row may state what jsonb cannot hold, and is then told so.
            row.Property(r => r.Reasons).HasConversion<AsJson<RowReason[]>>(AsJson<RowReason[]>.Comparer).HasColumnType("text");
            row.Property(r => r.Evidence).HasConversion<AsJson<RowEvidence[]>>(AsJson<RowEvidence[]>.Comparer).HasColumnType("text");
            row.HasIndex(r => new { r.ImportId, r.Outcome, r.Number });
            row.HasIndex(r => r.RecordId);
            row.HasIndex(r => r.Mentions).HasMethod("gin");
        });
        modelBuilder.Entity<ImportChunk>(chunk => chunk.HasKey(c => new { c.ImportId, c.Number }));
    }
}
