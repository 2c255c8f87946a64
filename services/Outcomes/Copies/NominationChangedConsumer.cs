using MassTransit;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes.Copies;

/// <summary>Keeps the newest state of each nomination; of an erased person's too, for whether the seat was taken, but neither title nor name.</summary>
sealed class NominationChangedConsumer(OutcomesDbContext db) : IConsumer<NominationChanged>
{
    public async Task Consume(ConsumeContext<NominationChanged> context)
    {
        var (nomination, cancel) = (context.Message, context.CancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await AdvisoryLock.TakeAsync(db, [nomination.Id, nomination.PersonId], cancel);
        var known = await db.NominationCopies.SingleOrDefaultAsync(copy => copy.Id == nomination.Id, cancel);
        var copy = known ?? new NominationCopy();
        copy.Apply(nomination);
        if (known is null) db.Add(copy);
        if (await db.Tombstones.AnyAsync(tombstone => tombstone.RecordId == nomination.PersonId, cancel)) copy.Forget();
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }
}
