using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.WorkingGroups;

/// <summary>Everybody sees all of it.</summary>
sealed class WorkingGroupRecord : SharedRecord<WorkingGroup, Tenancy>
{
    public override string Name => "working-group";

    protected override void Map(EntityTypeBuilder<WorkingGroup> group) { }

    protected override Told<WorkingGroup>? Told => null;

    protected override Naming<WorkingGroup>? Naming => null;

    protected override IQueryable<WorkingGroup> Seen(Tenancy tenancy) => tenancy.Db.WorkingGroups;

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) => Never;

    protected override Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<WorkingGroup> seen, CancellationToken cancel) =>
        EachAsync(seen, WorkingGroupResponse.Of, cancel);
}
