using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.Consultations.Releases;
using MayorsMechanism.Consultations.WorkingGroups;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Consultations;

/// <summary>A network sees it once it is open, and from then on; a release of its schedule shows it anew.</summary>
sealed class ConsultationRecord : SharedRecord<Consultation, Tenancy>
{
    public override string Name => "consultation";

    protected override void Map(EntityTypeBuilder<Consultation> consultation)
    {
        consultation.Property(c => c.State).HasConversion<KebabCase<ConsultationState>>();
        consultation.Property(c => c.Template).HasConversion<KebabCase<ConsultationTemplate>>();
        consultation.HasOne<Cycle>().WithMany().HasForeignKey(c => c.CycleId).OnDelete(DeleteBehavior.Restrict);
        consultation.Property(c => c.Kind).HasConversion<KebabCase<ConsultationKind>>();
        consultation.Property(c => c.SignOffs).AsJson();
        consultation.HasOne<WorkingGroup>().WithMany().HasForeignKey(c => c.WorkingGroupId).OnDelete(DeleteBehavior.Restrict);
    }

    protected override Told<Consultation>? Told => new(TellAsync, typeof(ConsultationChanged));

    protected override Naming<Consultation>? Naming => null;

    static Task<IRecordEvent> TellAsync(DbContext db, Consultation c, long version, CancellationToken cancel) =>
        Task.FromResult<IRecordEvent>(new ConsultationChanged
        {
            Id = c.Id,
            Version = version,
            CycleId = c.CycleId,
            Name = c.Name,
            State = KebabCase.Of(c.State),
            Region = c.Region,
            HostProcessId = c.HostProcessId,
            HostChair = c.HostChair,
            Objectives = c.Objectives,
            Kind = KebabCase.Of(c.Kind),
            Outputs = c.Outputs,
            CoHosts = c.CoHosts,
            Themes = c.Themes,
        });

    protected override IQueryable<Consultation> Seen(Tenancy tenancy) => tenancy.Consultations;

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) => Never;

    protected override Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<Consultation> seen, CancellationToken cancel) =>
        EachAsync(seen, ConsultationResponse.Of, cancel);

    protected override Task<IQueryable<Guid>?> AroundAsync(ChangedPage<Tenancy> page, CancellationToken cancel)
    {
        var releases = page.Changed<ScheduleRelease>();
        return Task.FromResult(releases.Length == 0 ? null : page.Reader.Db.ScheduleReleases.Where(r => releases.Contains(r.Id)).Select(r => r.ConsultationId));
    }
}
