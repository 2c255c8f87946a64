using System.Diagnostics;
using MassTransit;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Messaging.Bulk;

/// <summary>Hands each event of a bundle to the queue for those that are told alone, under its own message id.</summary>
sealed class BundleOpener<TEvent>(ServiceName service) : IConsumer<Bundle<TEvent>> where TEvent : class, IRecordEvent
{
    public Task Consume(ConsumeContext<Bundle<TEvent>> context) => OpenAsync(context, service);

    public static async Task OpenAsync(ConsumeContext<Bundle<TEvent>> context, ServiceName service)
    {
        var queue = await context.GetSendEndpoint(new Uri($"exchange:{Bus.QueueOf(service.Name, typeof(TEvent))}"));
        await Task.WhenAll(context.Message.Events.Select(each => queue.Send(
            each.Event, Pipe.Execute<SendContext>(told => told.MessageId = each.MessageId), context.CancellationToken)));
    }
}

/// <summary>
/// Applies a bundle to copies by one statement. When the database refuses it, its events go on alone: the one that is to blame fails by
/// itself then, and takes no other with it.
/// </summary>
sealed class BundleConsumer<TContext, TEvent, TCopy>(TContext db, Wakeup wakeup, ServiceName service, ILogger<Bundle<TEvent>> log) : IConsumer<Bundle<TEvent>>
    where TContext : MessagingDbContext where TEvent : class, IRecordEvent where TCopy : Copy<TEvent>, new()
{
    public async Task Consume(ConsumeContext<Bundle<TEvent>> context)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await CopyStatement.RunAsync<TEvent, TCopy>(db, context.Message.Events.Select(each => each.Event), context.CancellationToken);
            wakeup.Say(typeof(TCopy).Name);
            // It rests as long as it worked: those who use the system come first.
            await Task.Delay(Stopwatch.GetElapsedTime(start), context.CancellationToken);
        }
        catch (Exception e) when (!Passing.Is(e) && !context.CancellationToken.IsCancellationRequested)
        {
            log.LogWarning("A bundle of {Count} events is opened, for together they fail: {Reason}", context.Message.Events.Length, e.Message);
            await BundleOpener<TEvent>.OpenAsync(context, service);
        }
    }
}
