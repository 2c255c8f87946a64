using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Documents;

sealed class DocumentRecord : PartRecord<Document, Consultation>
{
    public override string Name => "document";

    protected override void Map(EntityTypeBuilder<Document> document)
    {
        document.HasFile();
        document.HasOne<Consultation>().WithMany().HasForeignKey(d => d.ConsultationId).OnDelete(DeleteBehavior.Restrict);
    }

    protected override Guid RootOf(Document document) => document.ConsultationId;
}
