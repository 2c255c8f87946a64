using MayorsMechanism.Consultations.Changes;
using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Balances;

/// <summary>A network sees those of cycles, and of consultations that it sees.</summary>
sealed class TargetRecord : SharedRecord<BalanceTarget, Tenancy>
{
    public override string Name => "balance-target";

    protected override void Map(EntityTypeBuilder<BalanceTarget> target)
    {
        target.Property(t => t.Dimension).HasConversion<KebabCase<Dimension>>();
        target.HasOne<Consultation>().WithMany().HasForeignKey(t => t.ConsultationId).OnDelete(DeleteBehavior.Restrict);
        target.HasOne<Cycle>().WithMany().HasForeignKey(t => t.CycleId).OnDelete(DeleteBehavior.Restrict);
        target.HasIndex(t => new { t.ConsultationId, t.CycleId, t.Dimension, t.Value }).IsUnique().AreNullsDistinct(false).HasDatabaseName("target_known");
    }

    protected override Told<BalanceTarget>? Told => null;

    protected override Naming<BalanceTarget>? Naming => null;

    protected override IQueryable<BalanceTarget> Seen(Tenancy tenancy) => tenancy.Targets;

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) => Never;

    protected override Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<BalanceTarget> seen, CancellationToken cancel) =>
        EachAsync(seen, TargetResponse.Of, cancel);

    protected override Task<IQueryable<Guid>?> AroundAsync(ChangedPage<Tenancy> page, CancellationToken cancel) =>
        page.ThroughAsync<BalanceTarget, Consultation>(t => t.ConsultationId ?? Guid.Empty, cancel);

    protected override async Task<IEnumerable<Guid>> RemovedAsync(Tenancy tenancy, IReadOnlyList<RemovedRecord> removed, CancellationToken cancel)
    {
        var last = removed.Select(LastState.Of).ToList();
        var open = await tenancy.OpenAmongAsync(last.Select(target => target.ConsultationId), cancel);
        return last.Where(target => target.ConsultationId is null || open.Contains(target.ConsultationId)).Select(target => target.Id);
    }
}
