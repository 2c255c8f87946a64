using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Messaging.Erasure;

/// <summary>
/// Removes what identifies a person, keeps that something was, and sends the receipt: all in one transaction. Which records name people, and
/// what is kept of them, their kinds declare; a service adds what it keeps beside its records.
/// </summary>
public abstract class ErasingConsumer<TContext>(TContext db, TimeProvider clock, ServiceName service) : RecordConsumer<TContext, PersonErased>(db)
    where TContext : MessagingDbContext
{
    protected TimeProvider Clock => clock;

    protected sealed override async Task HandleAsync(PersonErased message, Guid messageId, CancellationToken cancel)
    {
        var same = await SameAsync(message.Id, cancel);
        var named = await NamingAsync(same, cancel);
        var earlier = await Db.EarlierAsync(same, named, cancel);
        await Db.ForgetAsync([message.Id], [.. named.Select(record => record.Id), .. earlier.Select(entry => entry.RootId)], cancel);
        foreach (var record in named) await ForgetAsync(record, same, cancel);
        await ForgetBesideAsync(message.Id, same, cancel);
        foreach (var entry in earlier) Db.RecordErasure(entry);
        GiveReceipt(message);
    }

    protected sealed override void WhenErased(PersonErased message) => GiveReceipt(message);

    /// <summary>The person, with the records that were merged into theirs. What has to be locked before any record is locked here.</summary>
    protected abstract Task<Guid[]> SameAsync(Guid person, CancellationToken cancel);

    /// <summary>The records that name them.</summary>
    protected virtual Task<List<Entity>> NamingAsync(Guid[] same, CancellationToken cancel) => Db.NamingAsync(same, cancel);

    /// <summary>Takes them out of one.</summary>
    protected virtual Task ForgetAsync(Entity record, Guid[] same, CancellationToken cancel)
    {
        Db.Forget(record, same);
        return Task.CompletedTask;
    }

    /// <summary>Takes them out of everything else, the copy of the person first of all.</summary>
    protected abstract Task ForgetBesideAsync(Guid person, Guid[] same, CancellationToken cancel);

    void GiveReceipt(PersonErased message) => Db.Tell(message.Receipt(service, clock.GetUtcNow()));
}
