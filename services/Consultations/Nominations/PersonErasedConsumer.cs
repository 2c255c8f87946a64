using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.Messaging.Erasure;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Nominations;

/// <summary>Removes what identifies a person, keeps that somebody was nominated, and sends the receipt: all in one transaction.</summary>
sealed class PersonErasedConsumer(ConsultationsDbContext db, TimeProvider clock, ServiceName service)
    : RecordConsumer<ConsultationsDbContext, PersonErased>(db)
{
    protected override async Task HandleAsync(PersonErased message, Guid messageId, CancellationToken cancel)
    {
        // With the records that were merged into this one: letters about their nominations went to the address of this.
        var same = await Db.SamePersonAsync(message.Id, cancel);
        var nominations = await Db.Nominations.Where(n => same.Contains(n.PersonId) || n.CalendarFor == message.Id).ToListAsync(cancel);
        var sessions = nominations.Select(n => n.SessionId).Distinct().ToArray();
        var ahead = await Db.Sessions.Where(s => sessions.Contains(s.Id) && s.State != SessionState.Held && s.State != SessionState.Cancelled)
            .Select(s => s.Id).ToListAsync(cancel);

        await Db.PersonCopies.Where(p => p.Id == message.Id).ExecuteDeleteAsync(cancel);
        await Db.NominationLinks.Where(l => l.PersonId == message.Id).ExecuteDeleteAsync(cancel);
        var calendars = await Db.CalendarLinks.Where(l => l.PersonId != null && same.Contains(l.PersonId.Value)).ToListAsync(cancel);
        await Db.ForgetAsync([message.Id], [.. nominations.Select(n => n.Id), .. calendars.Select(l => l.Id)], cancel);
        foreach (var calendar in calendars)
        {
            Db.Remove(calendar);
            Db.RecordErasure(calendar);
        }
        foreach (var nomination in nominations)
        {
            nomination.Touch();
            if (same.Contains(nomination.PersonId)) nomination.Forget(ahead.Contains(nomination.SessionId));
            else nomination.ForgetCalendar(); // A merge that was undone since: somebody else is meant.
            Db.RecordErasure(nomination);
        }
        GiveReceipt(message);
    }

    protected override void WhenErased(PersonErased message) => GiveReceipt(message);

    void GiveReceipt(PersonErased message) => Db.Tell(message.Receipt(service, clock.GetUtcNow()));
}
