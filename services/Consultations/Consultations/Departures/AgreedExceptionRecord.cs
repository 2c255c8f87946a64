using MayorsMechanism.Messaging;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Consultations.Departures;

sealed class AgreedExceptionRecord : PartRecord<ExceptionRecord, Consultation>
{
    public override string Name => "exception";

    protected override void Map(EntityTypeBuilder<ExceptionRecord> agreed)
    {
        agreed.Property(e => e.Recorded).AsJson();
        agreed.HasOne<Consultation>().WithMany().HasForeignKey(e => e.ConsultationId).OnDelete(DeleteBehavior.Restrict);
        agreed.HasIndex(e => new { e.ConsultationId, e.Departure }).IsUnique().HasDatabaseName("exception_recorded");
    }

    protected override Guid RootOf(ExceptionRecord agreed) => agreed.ConsultationId;
}
