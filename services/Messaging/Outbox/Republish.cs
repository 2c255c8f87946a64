using System.Data;
using System.Reflection;
using MassTransit;
using MayorsMechanism.Messaging.Bulk;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Subscribing;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Messaging.Outbox;

/// <summary>
/// Tells a subscriber again what it asked for, every record as it is now, and nobody else: what its copy lacks or has wrong is mended by it.
/// How far it has come is kept with each batch, so any number of replicas may go on with it, after whatever happened.
/// </summary>
sealed class Republish<TContext>(IServiceScopeFactory scopes, Flow flow, IBusControl bus, Wakeup wakeup, ILogger<Republish<TContext>> log)
    : Worker(wakeup.On(Work.Wanted), log) where TContext : MessagingDbContext
{
    const int Batch = 4 * Bundle.Most;

    static readonly MethodInfo Typed = typeof(Republish<TContext>).GetMethod(nameof(EventsAsync), BindingFlags.Static | BindingFlags.NonPublic)!;

    bool _isHeldUp;

    protected override TimeSpan Poll => _isHeldUp ? TimeSpan.FromMilliseconds(250) : base.Poll;

    protected override async Task<bool> WorkAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        // One snapshot for records and parts, so that no version is told with the parts of a later one.
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var asking = await db.Subscribers.FromSql($"SELECT * FROM subscribers WHERE wanted <> '{{}}' ORDER BY service, record FOR UPDATE SKIP LOCKED").ToListAsync(cancel);
        _isHeldUp = asking.Count > 0;
        if (!_isHeldUp || bus.CheckHealth().Status is not BusHealthStatus.Healthy) return false;
        foreach (var subscriber in asking)
        {
            if (!await flow.HasRoomAsync(subscriber.Service, cancel)) continue;
            await TellAsync(db, subscriber, cancel);
            await db.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
            return true;
        }
        return false;
    }

    async Task TellAsync(TContext db, Subscriber subscriber, CancellationToken cancel)
    {
        var kind = db.Records.Told.Single(kind => kind.Name == subscriber.Record);
        var (events, last) = await (Task<(List<IRecordEvent>, Guid?)>)Typed.MakeGenericMethod(kind.Root).Invoke(null, [db, kind, subscriber.ToldUpTo, cancel])!;
        var queue = await bus.GetSendEndpoint(new Uri($"exchange:{Bundle.QueueOf(subscriber.Service)}"));
        var bundles = events.GroupBy(each => each.GetType()).Where(each => subscriber.Wanted.Contains(each.Key.Name))
            .SelectMany(each => Bundle.Of(each.Key, each.Select(told => (Guid.CreateVersion7(), (object)told))));
        await Task.WhenAll(bundles.Select(bundle => queue.Send(bundle, bundle.GetType(), cancel)));
        if (last is { } id) subscriber.ToldUpTo = id;
        else
        {
            log.LogInformation("{Service} has been told again: {Kind}", subscriber.Service, kind.Name);
            subscriber.Wanted = [];
        }
    }

    static async Task<(List<IRecordEvent> Events, Guid? Last)> EventsAsync<TRoot>(TContext db, RecordKind kind, Guid after, CancellationToken cancel) where TRoot : Entity
    {
        var next = db.Set<TRoot>().AsNoTracking().Where(root => root.Id > after).OrderBy(root => root.Id).Take(Batch);
        var roots = kind.HasParts
            ? await next.Select(root => new { Root = root, Version = EF.Property<long>(root, MessagingDbContext.Revision) }).ToListAsync(cancel)
            : await next.Select(root => new { Root = root, Version = (long)root.Version }).ToListAsync(cancel);
        // Contexts are used again: none is left so.
        db.PartsOfMany = new PartsOfMany([.. roots.Select(each => each.Root.Id)]);
        try
        {
            List<IRecordEvent> events = [];
            foreach (var each in roots) events.Add(await kind.Tell!(db, each.Root, each.Version, cancel));
            return (events, roots.LastOrDefault()?.Root.Id);
        }
        finally
        {
            db.PartsOfMany = null;
        }
    }
}
