using MassTransit;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Outbox;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Messaging.Subscribing;

/// <summary>Tells a newcomer what this service owns of what it wants. The others hear it again, which changes nothing.</summary>
sealed class CopiesWantedConsumer<TContext>(IServiceProvider services, TContext db, ILogger<CopiesWantedConsumer<TContext>> log) : IConsumer<CopiesWanted>
    where TContext : MessagingDbContext
{
    public async Task Consume(ConsumeContext<CopiesWanted> context)
    {
        foreach (var kind in db.Records.Told)
        {
            var told = await Republish.RunAsync<TContext>(services, kind, message => context.Message.Contracts.Contains(message.GetType().Name), context.CancellationToken);
            if (told > 0) log.LogInformation("Told {Service} of {Count} records: {Kind}", context.Message.Service, told, kind.Name);
        }
    }
}
