using MayorsMechanism.Messaging;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Registry.Memberships;

sealed class MembershipRecord : PartRecord<Membership, Organisation>
{
    public override string Name => "membership";

    protected override void Map(EntityTypeBuilder<Membership> membership)
    {
        membership.Property(m => m.Status).HasConversion<KebabCase<MembershipStatus>>();
        membership.HasOne<Organisation>().WithMany().HasForeignKey(m => m.OrganisationId).OnDelete(DeleteBehavior.Restrict);
        membership.HasOne<Organisation>().WithMany().HasForeignKey(m => m.NetworkId).OnDelete(DeleteBehavior.Restrict);
        membership.HasIndex(m => new { m.NetworkId, m.OrganisationId });
    }

    protected override Guid RootOf(Membership membership) => membership.OrganisationId;
}
