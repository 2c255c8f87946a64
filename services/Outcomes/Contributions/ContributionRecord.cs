using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Outcomes.Contributions;

/// <summary>The secretariat's own.</summary>
sealed class ContributionRecord : SharedRecord<Contribution, Reader>
{
    public override string Name => "contribution";

    protected override void Map(EntityTypeBuilder<Contribution> contribution)
    {
        contribution.Property(c => c.Translations).AsJson();
        contribution.Property(c => c.Attribution).HasConversion<KebabCase<Attribution>>();
        contribution.HasIndex(c => c.SessionId);
        contribution.HasIndex(c => c.ConsultationId);
        contribution.HasIndex(c => c.PersonId);
    }

    protected override Told<Contribution>? Told => null;

    protected override Naming<Contribution>? Naming => new((all, people) => all.Where(c => c.PersonId != null && people.Contains(c.PersonId.Value)), (contribution, _) => contribution.Forget());

    protected override IQueryable<Contribution> Seen(Reader reader) => reader.Db.Set<Contribution>().Where(_ => reader.Caller.IsSecretariat);

    protected override Task<IEnumerable<Guid>> OnceAsync(Reader reader, Guid[] unseen, CancellationToken cancel) => Never;

    protected override Task<IEnumerable<Shown>> ShowAsync(Reader reader, IQueryable<Contribution> seen, CancellationToken cancel) => EachAsync(seen, ContributionResponse.Of, cancel);
}
