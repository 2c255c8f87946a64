using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;

namespace MayorsMechanism.Consultations.Notes;

/// <summary>The secretariat's own: no network hears of any, and no other service.</summary>
sealed class NoteRecord : SharedRecord<Note, Tenancy>
{
    /// <summary>Computed by the database, to find it by.</summary>
    public const string Words = "Words";

    public override string Name => "note";

    protected override void Map(EntityTypeBuilder<Note> note)
    {
        note.Property(n => n.Record).HasConversion<KebabCase<NotedRecord>>();
        note.HasIndex(n => n.RecordId);
        note.HasIndex(n => n.PersonId);
        note.Property<NpgsqlTsVector?>(Words).HasComputedColumnSql("note_words(text)", stored: true);
        note.HasIndex(Words).HasMethod("gin");
    }

    protected override Told<Note>? Told => null;

    protected override Naming<Note>? Naming => new((all, people) => all.Where(n => n.PersonId != null && people.Contains(n.PersonId.Value)));

    protected override IQueryable<Note> Seen(Tenancy tenancy) => tenancy.Db.Notes.Where(_ => tenancy.Caller.IsSecretariat);

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) => Never;

    protected override Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<Note> seen, CancellationToken cancel) => EachAsync(seen, NoteResponse.Of, cancel);
}
