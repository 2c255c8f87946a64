using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.Outcomes.Messages;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Outcomes.Quotes;

/// <summary>The secretariat's own.</summary>
sealed class QuoteRecord : SharedRecord<Quote, Reader>
{
    public override string Name => "quote";

    protected override void Map(EntityTypeBuilder<Quote> quote)
    {
        quote.Property(q => q.Translations).AsJson();
        quote.Property(q => q.Approval).AsJson();
        quote.HasOne<KeyMessage>().WithMany().HasForeignKey(q => q.MessageId).OnDelete(DeleteBehavior.Restrict);
        quote.HasIndex(q => q.SessionId);
        quote.HasIndex(q => q.ConsultationId);
        quote.HasIndex(q => q.PersonId);
    }

    protected override Told<Quote>? Told => null;

    protected override Naming<Quote>? Naming => new((all, people) => all.Where(q => q.PersonId != null && people.Contains(q.PersonId.Value)), (quote, _) => quote.Forget());

    protected override IQueryable<Quote> Seen(Reader reader) => reader.Db.Set<Quote>().Where(_ => reader.Caller.IsSecretariat);

    protected override Task<IEnumerable<Guid>> OnceAsync(Reader reader, Guid[] unseen, CancellationToken cancel) => Never;

    protected override Task<IEnumerable<Shown>> ShowAsync(Reader reader, IQueryable<Quote> seen, CancellationToken cancel) => EachAsync(seen, QuoteResponse.Of, cancel);
}
