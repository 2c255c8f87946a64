using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.Outcomes.Releases;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Outcomes.Papers;

/// <summary>A draft is the secretariat's own; a network sees what was released of it, which stays.</summary>
sealed class PaperRecord : SharedRecord<Paper, Reader>
{
    public override string Name => "paper";

    protected override void Map(EntityTypeBuilder<Paper> paper)
    {
        paper.Property(p => p.Title).AsJson();
        paper.Property(p => p.Introduction).AsJson();
        paper.Property(p => p.Mechanism).AsJson();
        paper.Property(p => p.Cycle).AsJson();
        paper.Property(p => p.Consultation).AsJson();
        paper.Property(p => p.Outputs).AsJson();
        paper.Property(p => p.Participation).AsJson();
        paper.Property(p => p.Structure).AsJson();
        paper.Property(p => p.SignOffs).AsJson();
        paper.HasIndex(p => p.ConsultationId);
    }

    protected override Told<Paper>? Told => null;

    protected override Naming<Paper>? Naming => null;

    protected override IQueryable<Paper> Seen(Reader reader) => reader.Caller.IsSecretariat ? reader.Db.Papers : reader.Db.Papers.Where(p => p.Releases > 0);

    protected override Task<IEnumerable<Guid>> OnceAsync(Reader reader, Guid[] unseen, CancellationToken cancel) => Never;

    protected override async Task<IEnumerable<Shown>> ShowAsync(Reader reader, IQueryable<Paper> seen, CancellationToken cancel)
    {
        if (reader.Caller.IsSecretariat) return await EachAsync(seen, PaperResponse.Of, cancel);
        var published = await reader.Db.Published().Where(p => seen.Any(paper => paper.Id == p.Paper.Id)).ToListAsync(cancel);
        return published.Select(p => new Shown(p.Paper.Id, PaperResponse.Of(p)));
    }
}
