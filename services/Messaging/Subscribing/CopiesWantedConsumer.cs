using MassTransit;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging.Subscribing;

/// <summary>Notes who asks for what of this service's records; it is told in the background, however many they are.</summary>
sealed class CopiesWantedConsumer<TContext>(TContext db, Wakeup wakeup) : IConsumer<CopiesWanted> where TContext : MessagingDbContext
{
    public async Task Consume(ConsumeContext<CopiesWanted> context)
    {
        foreach (var kind in db.Records.Told)
        {
            var wanted = kind.Contracts.Select(contract => contract.Name).Intersect(context.Message.Contracts).ToArray();
            if (wanted.Length == 0) continue;
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO subscribers AS known (service, record, contracts, wanted, told_up_to)
                VALUES ({context.Message.Service}, {kind.Name}, {wanted}, {wanted}, {Guid.Empty})
                ON CONFLICT (service, record) DO UPDATE SET told_up_to = EXCLUDED.told_up_to,
                    contracts = ARRAY(SELECT unnest(known.contracts) UNION SELECT unnest(EXCLUDED.contracts)),
                    wanted = ARRAY(SELECT unnest(known.wanted) UNION SELECT unnest(EXCLUDED.wanted))
                """, context.CancellationToken);
        }
        wakeup.Say(Work.Wanted);
    }
}
