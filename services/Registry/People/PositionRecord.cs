using MayorsMechanism.Messaging;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.Search;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Registry.People;

sealed class PositionRecord : PartRecord<Position, Person>
{
    public override string Name => "position";

    protected override void Map(EntityTypeBuilder<Position> position)
    {
        position.Property(at => at.Kind).HasConversion<KebabCase<PositionKind>>();
        position.HasOne<Person>().WithMany().HasForeignKey(at => at.PersonId).OnDelete(DeleteBehavior.Restrict);
        position.HasOne<Organisation>().WithMany().HasForeignKey(at => at.OrganisationId).OnDelete(DeleteBehavior.Restrict);
        position.IsFoundByWords("search_text(title, '[]')");
    }

    protected override Guid RootOf(Position position) => position.PersonId;
}
