using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.Outcomes.Papers;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Outcomes.Releases;

/// <summary>Everybody sees every release, not what it says: that is asked for by its number.</summary>
sealed class ReleaseRecord : SharedRecord<Release, Reader>
{
    public override string Name => "release";

    protected override void Map(EntityTypeBuilder<Release> release)
    {
        release.Property(r => r.Document).AsJson();
        release.HasOne<Paper>().WithMany().HasForeignKey(r => r.PaperId).OnDelete(DeleteBehavior.Restrict);
        release.HasIndex(r => new { r.PaperId, r.Number }).IsUnique();
    }

    protected override Told<Release>? Told => null;

    // Its document does, also by nominations and quotes: the consumer of erasures finds it.
    protected override Naming<Release>? Naming => null;

    protected override IQueryable<Release> Seen(Reader reader) => reader.Db.Releases;

    protected override Task<IEnumerable<Guid>> OnceAsync(Reader reader, Guid[] unseen, CancellationToken cancel) => Never;

    // Without the document, which may be large.
    protected override async Task<IEnumerable<Shown>> ShowAsync(Reader reader, IQueryable<Release> seen, CancellationToken cancel) =>
        (await seen.Select(r => new { r.Id, State = new ReleaseResponse(r.PaperId, r.Number, r.ReleasedAt, r.SupersededBy) }).ToListAsync(cancel))
            .Select(r => new Shown(r.Id, r.State));
}
