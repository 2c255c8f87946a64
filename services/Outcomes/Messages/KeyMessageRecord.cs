using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Outcomes.Messages;

/// <summary>The secretariat's own.</summary>
sealed class KeyMessageRecord : SharedRecord<KeyMessage, Reader>
{
    public override string Name => "key-message";

    protected override void Map(EntityTypeBuilder<KeyMessage> message)
    {
        message.Property(m => m.Category).HasConversion<KebabCase<MessageCategory>>();
        message.Property(m => m.Lead).AsJson();
        message.Property(m => m.Body).AsJson();
        message.Property(m => m.Points).AsJson();
        message.HasIndex(m => m.ConsultationId);
        message.HasIndex(m => m.Contributions).HasMethod("gin");
    }

    protected override Told<KeyMessage>? Told => null;

    protected override Naming<KeyMessage>? Naming => null;

    protected override IQueryable<KeyMessage> Seen(Reader reader) => reader.Db.Set<KeyMessage>().Where(_ => reader.Caller.IsSecretariat);

    protected override Task<IEnumerable<Guid>> OnceAsync(Reader reader, Guid[] unseen, CancellationToken cancel) => Never;

    protected override Task<IEnumerable<Shown>> ShowAsync(Reader reader, IQueryable<KeyMessage> seen, CancellationToken cancel) => EachAsync(seen, KeyMessageResponse.Of, cancel);
}
