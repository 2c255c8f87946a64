using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Messaging.Copies;

/// <summary>Keeps <typeparamref name="TCopy"/> as new as the newest event.</summary>
sealed class CopyConsumer<TContext, TEvent, TCopy>(TContext db) : RecordConsumer<TContext, TEvent>(db)
    where TContext : MessagingDbContext where TEvent : class, IRecordEvent where TCopy : Copy<TEvent>, new()
{
    protected override async Task HandleAsync(TEvent message, Guid messageId, CancellationToken cancel)
    {
        var copy = await Db.Set<TCopy>().FindAsync([message.Id], cancel);
        if (copy is null)
        {
            copy = new TCopy();
            copy.Apply(message);
            Db.Add(copy);
        }
        else
        {
            copy.Apply(message);
        }
    }
}
