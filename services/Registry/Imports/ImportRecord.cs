using MayorsMechanism.Messaging;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Registry.Imports;

sealed class ImportRecord : RootRecord<Import>
{
    public override string Name => "import";

    protected override void Map(EntityTypeBuilder<Import> import)
    {
        import.Property(i => i.Kind).HasConversion<KebabCase<ImportKind>>();
        import.Property(i => i.Format).HasConversion<KebabCase<ImportFormat>>();
        import.Property(i => i.State).HasConversion<KebabCase<ImportState>>();
        import.Property(i => i.Duplicates).HasConversion<KebabCase<DuplicateRows>>();
        import.HasIndex(i => i.Id, "ix_imports_due").HasFilter("state IN ('uploaded', 'checking', 'committing')");
        import.HasIndex(i => i.FinishedAt).HasFilter("NOT emptied");
    }

    protected override Told<Import>? Told => null;

    // A file names people by their names: see ImportErasure.
    protected override Naming<Import>? Naming => null;
}
