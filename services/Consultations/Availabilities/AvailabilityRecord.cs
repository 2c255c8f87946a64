using MayorsMechanism.Consultations.Changes;
using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Availabilities;

/// <summary>A network sees those of its people, in consultations that it sees.</summary>
sealed class AvailabilityRecord : SharedRecord<Availability, Tenancy>
{
    public override string Name => "availability";

    protected override void Map(EntityTypeBuilder<Availability> availability)
    {
        availability.Property(a => a.Intervals).AsJson();
        availability.HasOne<Consultation>().WithMany().HasForeignKey(a => a.ConsultationId).OnDelete(DeleteBehavior.Restrict);
        availability.HasIndex(a => new { a.ConsultationId, a.PersonId }).IsUnique().HasDatabaseName("availability_known");
        availability.HasIndex(a => a.PersonId);
    }

    protected override Told<Availability>? Told => null;

    protected override Naming<Availability>? Naming => new((all, people) => all.Where(a => people.Contains(a.PersonId)));

    protected override IQueryable<Availability> Seen(Tenancy tenancy) => tenancy.Availabilities;

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) =>
        AmongAsync(tenancy.Db.Availabilities.Where(a => tenancy.Consultations.Any(c => c.Id == a.ConsultationId)
            && (ConsultationsDbContext.IsOurs(a.PersonId, tenancy.Network, tenancy.Days) || tenancy.Moves.Any(move => move.RootId == a.Id))), unseen, cancel);

    protected override Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<Availability> seen, CancellationToken cancel) =>
        EachAsync(seen, AvailabilityResponse.Of, cancel);

    protected override Task<IQueryable<Guid>?> AroundAsync(ChangedPage<Tenancy> page, CancellationToken cancel) =>
        page.ThroughAsync<Availability, Consultation>(a => a.ConsultationId, cancel);

    protected override async Task<IEnumerable<Guid>> RemovedAsync(Tenancy tenancy, IReadOnlyList<RemovedRecord> removed, CancellationToken cancel)
    {
        var last = removed.Select(LastState.Of).ToList();
        var open = await tenancy.OpenAmongAsync(last.Select(availability => availability.ConsultationId), cancel);
        // Of an erased one nothing is left but that it was.
        return await tenancy.WereTheirsAsync([.. last.Where(availability => availability.ConsultationId is null || open.Contains(availability.ConsultationId))], cancel);
    }
}
