using MassTransit;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging.Copies;

/// <summary>
/// Handles one event about one record in one transaction, while no other event about that record is handled at any replica.
/// What was erased is not brought back.
/// </summary>
public abstract class RecordConsumer<TContext, TEvent>(TContext db) : IConsumer<TEvent>
    where TContext : MessagingDbContext where TEvent : class, IRecordEvent
{
    protected TContext Db => db;

    public async Task Consume(ConsumeContext<TEvent> context)
    {
        var cancel = context.CancellationToken;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var concerned = Concerned(context.Message).ToArray();
        await AdvisoryLock.TakeAsync(db, concerned, cancel);
        if (await db.Tombstones.AnyAsync(tombstone => concerned.Contains(tombstone.RecordId), cancel)) WhenErased(context.Message);
        else await HandleAsync(context.Message, context.MessageId!.Value, cancel);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>The records that the event is about: locked while it is handled, and dropped if one was erased.</summary>
    protected virtual IEnumerable<Guid> Concerned(TEvent message) => [message.Id];

    /// <summary>In place of <see cref="HandleAsync"/> when one of them was erased: nothing, unless that has to be said again.</summary>
    protected virtual void WhenErased(TEvent message) { }

    /// <summary>Changes the context; it is saved and committed afterwards.</summary>
    protected abstract Task HandleAsync(TEvent message, Guid messageId, CancellationToken cancel);
}
