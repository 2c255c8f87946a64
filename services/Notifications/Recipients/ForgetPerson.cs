using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.Messaging.Erasure;
using MayorsMechanism.Notifications.Sending;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Notifications.Recipients;

/// <summary>Removes an erased person from here: the copy, what letters say, and letters in the pickup folder. That there were letters stays.</summary>
sealed class ForgetPerson(NotificationsDbContext db, Delivery delivery, TimeProvider clock, ServiceName service)
    : RecordConsumer<NotificationsDbContext, PersonErased>(db)
{
    protected override async Task HandleAsync(PersonErased message, Guid messageId, CancellationToken cancel)
    {
        var person = message.Id;
        // Also what was, or would be, written to this person for another who is or was merged into this one.
        var letters = await Db.Letters.FromSql($"""
            SELECT * FROM letters
            WHERE person_id = {person} OR named @> ARRAY[{person}] OR (state = 'queued' AND recipient_of(person_id) = {person})
            FOR UPDATE
            """).ToListAsync(cancel);

        // Before the commit: should it not come to that, the files are looked for again.
        foreach (var letter in letters) delivery.Forget(letter);
        await Db.Recipients.Where(recipient => recipient.Id == person).ExecuteDeleteAsync(cancel);
        await Db.Invitations.Where(invitation => invitation.ContactId == person)
            .ExecuteUpdateAsync(set => set.SetProperty(invitation => invitation.ContactId, (Guid?)null), cancel);
        await Db.ForgetAsync([person], [.. letters.Select(letter => letter.Id)], cancel);
        foreach (var letter in letters)
        {
            letter.Erase();
            Db.RecordErasure(letter);
        }
        GiveReceipt(message);
    }

    protected override void WhenErased(PersonErased message) => GiveReceipt(message);

    void GiveReceipt(PersonErased message) => Db.Tell(message.Receipt(service, clock.GetUtcNow()));
}
