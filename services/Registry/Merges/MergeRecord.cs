using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Registry.Merges;

/// <summary>The secretariat's own: a network is told of the records, and of no merge.</summary>
sealed class MergeRecord : SharedRecord<Merge, Tenancy>
{
    public override string Name => "merge";

    protected override void Map(EntityTypeBuilder<Merge> merge)
    {
        merge.HasOne<Person>().WithMany().HasForeignKey(m => m.PersonId).OnDelete(DeleteBehavior.Restrict);
        merge.HasOne<Organisation>().WithMany().HasForeignKey(m => m.OrganisationId).OnDelete(DeleteBehavior.Restrict);
    }

    protected override Told<Merge>? Told => null;

    // That two records were of one says nothing of whom.
    protected override Naming<Merge>? Naming => null;

    protected override IQueryable<Merge> Seen(Tenancy tenancy) => tenancy.Db.Merges.Where(_ => tenancy.Caller.IsSecretariat);

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) => Never;

    protected override Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<Merge> seen, CancellationToken cancel) => EachAsync(seen, MergeResponse.Of, cancel);
}
