using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Messaging;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Releases;

/// <summary>The feed shows the consultation that it releases, and what is in it.</summary>
sealed class ReleaseRecord : RootRecord<ScheduleRelease>
{
    public override string Name => "schedule-release";

    protected override void Map(EntityTypeBuilder<ScheduleRelease> release)
    {
        release.Property(r => r.Changelog).AsJson();
        release.Property(r => r.Sessions).AsJson();
        release.HasIndex(r => new { r.ConsultationId, r.Number }).IsUnique();
        release.HasOne<Consultation>().WithMany().HasForeignKey(r => r.ConsultationId).OnDelete(DeleteBehavior.Restrict);
    }

    protected override Told<ScheduleRelease>? Told => null;

    protected override Naming<ScheduleRelease>? Naming => null;
}
