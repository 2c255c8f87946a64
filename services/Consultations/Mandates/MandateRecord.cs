using MayorsMechanism.Consultations.Changes;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Mandates;

/// <summary>A network sees those it entered and those of its people.</summary>
sealed class MandateRecord : SharedRecord<Mandate, Tenancy>
{
    public override string Name => "mandate";

    protected override void Map(EntityTypeBuilder<Mandate> mandate)
    {
        mandate.Property(m => m.Document).AsJson();
        mandate.HasIndex(m => m.PersonId);
        mandate.HasIndex(m => m.OrganisationId);
        mandate.HasIndex(m => m.EnteredBy);
    }

    protected override Told<Mandate>? Told => null;

    protected override Naming<Mandate>? Naming => new((all, people) => all.Where(m => people.Contains(m.PersonId)), (mandate, _) => mandate.Forget());

    protected override IQueryable<Mandate> Seen(Tenancy tenancy) => tenancy.Mandates;

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) => AmongAsync(tenancy.Db.Mandates.Where(m =>
        m.EnteredBy == tenancy.Network || ConsultationsDbContext.IsOurs(m.PersonId, tenancy.Network, tenancy.Days) || tenancy.Moves.Any(move => move.RootId == m.Id)), unseen, cancel);

    protected override Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<Mandate> seen, CancellationToken cancel) =>
        EachAsync(seen, MandateResponse.Of, cancel);

    protected override async Task<IEnumerable<Guid>> RemovedAsync(Tenancy tenancy, IReadOnlyList<RemovedRecord> removed, CancellationToken cancel) =>
        await tenancy.WereTheirsAsync([.. removed.Select(LastState.Of)], cancel);
}
