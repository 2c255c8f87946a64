using MayorsMechanism.Messaging;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Registry.Duplicates;

sealed class DuplicateRecord : RootRecord<Duplicate>
{
    public override string Name => "duplicate";

    protected override void Map(EntityTypeBuilder<Duplicate> duplicate)
    {
        duplicate.Property(d => d.Kind).HasConversion<KebabCase<DuplicateKind>>();
        duplicate.Property(d => d.State).HasConversion<KebabCase<DuplicateState>>();
        duplicate.Property(d => d.Evidence).AsJson();
        duplicate.HasIndex(d => d.Id).HasFilter($"evidence @> '{Duplicate.ThroughMerge}'");
        duplicate.HasIndex(d => new { d.FirstId, d.SecondId }).IsUnique();
        duplicate.HasIndex(d => d.SecondId);
        duplicate.HasIndex(d => new { d.State, d.Kind, d.Id });
    }

    protected override Told<Duplicate>? Told => null;

    protected override Naming<Duplicate>? Naming => new((all, people) => all.Where(d => people.Contains(d.FirstId) || people.Contains(d.SecondId)));
}
