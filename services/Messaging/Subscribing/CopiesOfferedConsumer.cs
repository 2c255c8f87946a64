using MassTransit;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Messaging.Subscribing;

/// <summary>Asks for what this service takes of what is offered.</summary>
sealed class CopiesOfferedConsumer(ServiceName service, IReadOnlyList<Subscription> subscriptions) : IConsumer<CopiesOffered>
{
    public Task Consume(ConsumeContext<CopiesOffered> context)
    {
        var taken = subscriptions.Select(each => each.Contract.Name).Intersect(context.Message.Contracts).ToArray();
        return taken.Length == 0 ? Task.CompletedTask
            : context.Publish(new CopiesWanted { Service = service.Name, Contracts = taken }, context.CancellationToken);
    }
}
