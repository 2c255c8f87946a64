using MassTransit;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Messaging.Subscribing;

/// <summary>
/// Asks once, when the queue for a contract has just come into being, for what was told before. An owner that does not hear it has not
/// begun to send either: a relay sends nothing before its own service listens.
/// </summary>
sealed class FirstSubscription<TContext>(
    IServiceScopeFactory scopes, IBusControl bus, ServiceName service, IReadOnlyList<Subscription> subscriptions, ILogger<FirstSubscription<TContext>> log)
    : Worker(new Signal(), log) where TContext : MessagingDbContext
{
    readonly string[] _contracts = [.. subscriptions.Select(each => each.Contract).Where(type => type.IsAssignableTo(typeof(IRecordEvent))).Select(type => type.Name)];

    bool _isDone;

    protected override TimeSpan Poll => _isDone ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(250);

    protected override async Task<bool> WorkAsync(CancellationToken cancel)
    {
        // Healthy once every queue is there and bound.
        if (_isDone || bus.CheckHealth().Status is not BusHealthStatus.Healthy) return false;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var first = await db.Database.SqlQuery<string>($"""
            INSERT INTO subscriptions (contract, since) SELECT contract, now() FROM unnest({_contracts}) AS contract
            ON CONFLICT DO NOTHING RETURNING contract AS "Value"
            """).ToListAsync(cancel);
        if (first.Count > 0) db.Tell(new CopiesWanted { Service = service.Name, Contracts = [.. first] });
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        _isDone = true;
        return false;
    }
}
