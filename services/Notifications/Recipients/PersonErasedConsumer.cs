using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Erasure;
using MayorsMechanism.Notifications.Letters;
using MayorsMechanism.Notifications.Sending;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Notifications.Recipients;

/// <summary>Keeps that there were letters; what they say goes, also from the pickup folder.</summary>
sealed class PersonErasedConsumer(NotificationsDbContext db, Delivery delivery, TimeProvider clock, ServiceName service)
    : ErasingConsumer<NotificationsDbContext>(db, clock, service)
{
    /// <summary>Letters to those who are merged into the person say so themselves.</summary>
    protected override Task<Guid[]> SameAsync(Guid person, CancellationToken cancel) => Task.FromResult<Guid[]>([person]);

    protected override Task ForgetAsync(Entity record, Guid[] same, CancellationToken cancel)
    {
        // Before the commit: should it not come to that, the files are looked for again.
        if (record is Letter letter) delivery.Forget(letter);
        return base.ForgetAsync(record, same, cancel);
    }

    protected override async Task ForgetBesideAsync(Guid person, Guid[] same, CancellationToken cancel)
    {
        await Db.Recipients.Where(recipient => recipient.Id == person).ExecuteDeleteAsync(cancel);
        await Db.Invitations.Where(invitation => invitation.ContactId == person)
            .ExecuteUpdateAsync(set => set.SetProperty(invitation => invitation.ContactId, (Guid?)null), cancel);
    }
}
