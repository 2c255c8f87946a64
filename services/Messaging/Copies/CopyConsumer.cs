using MassTransit;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Messaging.Copies;

/// <summary>Keeps <typeparamref name="TCopy"/> as new as the newest event: one statement, for copies are most of what is consumed.</summary>
sealed class CopyConsumer<TContext, TEvent, TCopy>(TContext db, Wakeup wakeup) : IConsumer<TEvent>
    where TContext : MessagingDbContext where TEvent : class, IRecordEvent where TCopy : Copy<TEvent>, new()
{
    public async Task Consume(ConsumeContext<TEvent> context)
    {
        await CopyStatement.RunAsync<TEvent, TCopy>(db, [context.Message], context.CancellationToken);
        wakeup.Say(typeof(TCopy).Name);
    }
}
