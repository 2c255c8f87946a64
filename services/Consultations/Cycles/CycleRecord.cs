using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Cycles;

/// <summary>Everybody sees all of it.</summary>
sealed class CycleRecord : SharedRecord<Cycle, Tenancy>
{
    public override string Name => "cycle";

    protected override void Map(EntityTypeBuilder<Cycle> cycle)
    {
        cycle.Property(c => c.Themes).AsJson();
        cycle.Property(c => c.Summit).AsJson();
    }

    protected override Told<Cycle>? Told => new(TellAsync, typeof(CycleChanged));

    protected override Naming<Cycle>? Naming => null;

    static Task<IRecordEvent> TellAsync(DbContext db, Cycle c, long version, CancellationToken cancel) =>
        Task.FromResult<IRecordEvent>(new CycleChanged
        {
            Id = c.Id,
            Version = version,
            Name = c.Name,
            Chair = c.Chair,
            Themes = [.. c.Themes.Select(theme => new CycleTheme { Id = theme.Id, Title = theme.Title })],
        });

    protected override IQueryable<Cycle> Seen(Tenancy tenancy) => tenancy.Db.Cycles;

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) => Never;

    protected override Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<Cycle> seen, CancellationToken cancel) =>
        EachAsync(seen, CycleResponse.Of, cancel);
}
