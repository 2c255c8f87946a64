using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Files;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Registry.Documents;

sealed class PersonDocumentRecord : PartRecord<PersonDocument, Person>
{
    public override string Name => "person-document";

    protected override void Map(EntityTypeBuilder<PersonDocument> document)
    {
        document.HasFile();
        document.Property(d => d.Kind).HasConversion<KebabCase<PersonDocumentKind>>();
        document.HasOne<Person>().WithMany().HasForeignKey(d => d.PersonId).OnDelete(DeleteBehavior.Restrict);
    }

    protected override Guid RootOf(PersonDocument document) => document.PersonId;
}
