using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Files;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Registry.Documents;

sealed class OrganisationDocumentRecord : PartRecord<OrganisationDocument, Organisation>
{
    public override string Name => "organisation-document";

    protected override void Map(EntityTypeBuilder<OrganisationDocument> document)
    {
        document.HasFile();
        document.Property(d => d.Kind).HasConversion<KebabCase<OrganisationDocumentKind>>();
        document.HasOne<Organisation>().WithMany().HasForeignKey(d => d.OrganisationId).OnDelete(DeleteBehavior.Restrict);
    }

    protected override Guid RootOf(OrganisationDocument document) => document.OrganisationId;
}
