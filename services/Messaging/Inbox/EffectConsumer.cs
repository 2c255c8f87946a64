using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging.Inbox;

/// <summary>
/// Does what may be done once only, such as writing a letter. That a message was handled is recorded in the transaction of its effect, so a
/// message that arrives again does nothing.
/// </summary>
public abstract class EffectConsumer<TContext, TEvent>(TContext db) : RecordConsumer<TContext, TEvent>(db)
    where TContext : MessagingDbContext where TEvent : class, IRecordEvent
{
    protected sealed override async Task HandleAsync(TEvent message, Guid messageId, CancellationToken cancel)
    {
        var isNew = await Db.Database.ExecuteSqlAsync($"""
            INSERT INTO inbox (message_id, consumer, at) VALUES ({messageId}, {GetType().Name}, {DateTimeOffset.UtcNow})
            ON CONFLICT DO NOTHING
            """, cancel) == 1;
        if (isNew) await HandleOnceAsync(message, cancel);
    }

    protected abstract Task HandleOnceAsync(TEvent message, CancellationToken cancel);
}
