using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Failures;
using MayorsMechanism.Messaging.History;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace MayorsMechanism.Messaging;

/// <summary>What a service does from the command line in place of serving.</summary>
static class Verbs
{
    public delegate Task<int> Verb(IServiceProvider services, CancellationToken cancel);

    public static Verb? Find<TContext>(string[] args) where TContext : MessagingDbContext => args.FirstOrDefault() switch
    {
        "verify-history" => VerifyAsync<TContext>,
        "republish" => RepublishAsync<TContext>,
        "replay-failures" => ReplayAsync<TContext>,
        _ => null,
    };

    /// <returns>0 when the chain is whole, 1 when it is not.</returns>
    static async Task<int> VerifyAsync<TContext>(IServiceProvider services, CancellationToken cancel) where TContext : MessagingDbContext
    {
        await using var scope = services.CreateAsyncScope();
        var (entries, fault) = await VerifyHistory.RunAsync(scope.ServiceProvider.GetRequiredService<TContext>(), cancel);
        Console.WriteLine(fault is null ? $"The history is whole: {entries} entries." : $"The history is broken after {entries} entries. {fault}");
        return fault is null ? 0 : 1;
    }

    /// <summary>Offers every record again to whoever takes it; the running services do the rest.</summary>
    static async Task<int> RepublishAsync<TContext>(IServiceProvider services, CancellationToken cancel) where TContext : MessagingDbContext
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        db.Tell(new CopiesOffered { Contracts = [.. db.Records.Told.SelectMany(kind => kind.Contracts).Select(contract => contract.Name)] });
        await db.SaveChangesAsync(cancel);
        await Wakeup.TellAsync(services.GetRequiredService<NpgsqlDataSource>(), Work.Outbox, cancel);
        foreach (var kind in db.Records.Told)
        {
            Console.WriteLine($"{kind.Name}: told again to every service that takes {string.Join(" or ", kind.Contracts.Select(contract => contract.Name))}");
        }
        return 0;
    }

    /// <returns>0 when every message that waited is back on its queue, 1 when the broker does not answer.</returns>
    static async Task<int> ReplayAsync<TContext>(IServiceProvider services, CancellationToken cancel) where TContext : MessagingDbContext
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        var replayed = 0;
        try
        {
            // Those of now alone: what fails again is not tried again and again.
            foreach (var id in await db.Failures.OrderBy(failed => failed.Id).Select(failed => failed.Id).ToListAsync(cancel))
            {
                if (await Replay.RunAsync(db, id, services.GetRequiredService<IConnection>, cancel)) replayed++;
            }
        }
        catch (BrokerUnreachableException)
        {
            Console.WriteLine($"The broker does not answer: {replayed} messages are back on their queues, the others wait on.");
            return 1;
        }
        Console.WriteLine($"{replayed} messages are back on their queues.");
        return 0;
    }
}
