using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.Slots;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.Messaging.Erasure;
using MayorsMechanism.Messaging.Files;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Nominations;

/// <summary>Removes what identifies a person, keeps that somebody was nominated, and sends the receipt: all in one transaction.</summary>
sealed class PersonErasedConsumer(ConsultationsDbContext db, Alternates alternates, TimeProvider clock, ServiceName service)
    : RecordConsumer<ConsultationsDbContext, PersonErased>(db)
{
    protected override async Task HandleAsync(PersonErased message, Guid messageId, CancellationToken cancel)
    {
        // With the records that were merged into this one: letters about their nominations went to the address of this.
        var same = await Db.SamePersonAsync(message.Id, cancel);
        // Their sessions first: whoever leaves there at this moment may be followed by this person, and has then written so.
        var sessions = await Db.LockSessionsAsync(await Of(message, same).Select(n => n.SessionId).Distinct().ToArrayAsync(cancel), cancel);
        var nominations = await Of(message, same).ToListAsync(cancel);

        await Db.Links.Where(l => same.Contains(l.PersonId)).ExecuteDeleteAsync(cancel);
        var mandates = await Db.Mandates.Where(m => same.Contains(m.PersonId)).ToListAsync(cancel);
        var availabilities = await Db.Availabilities.Where(a => same.Contains(a.PersonId)).ToListAsync(cancel);
        var roles = await Db.Roles.Where(r => r.PersonId != null && same.Contains(r.PersonId.Value)).ToListAsync(cancel);
        var calendars = await Db.CalendarLinks.Where(l => l.PersonId != null && same.Contains(l.PersonId.Value)).ToListAsync(cancel);
        var invitations = await Db.Invitations
            .Where(i => (i.ContactId != null && same.Contains(i.ContactId.Value)) || (i.AnsweredBy != null && same.Contains(i.AnsweredBy.Value))).ToListAsync(cancel);
        Entity[] gone = [.. availabilities, .. roles, .. calendars];
        Entity[] told = [.. nominations, .. mandates, .. invitations, .. gone];
        var earlier = await Db.EarlierAsync(same, told, cancel);
        await Db.ForgetAsync([message.Id], [.. told.Select(record => record.Id), .. earlier.Select(entry => entry.RootId)], cancel);
        foreach (var nomination in nominations)
        {
            if (same.Contains(nomination.PersonId)) await ForgetAsync(nomination, sessions.Single(s => s.Id == nomination.SessionId), cancel);
            else nomination.ForgetCalendar(); // A merge that was undone since: somebody else is meant.
            nomination.Touch();
            Db.RecordErasure(nomination);
        }
        // Not before: whoever moves up asks who speaks for whom.
        await Db.PersonCopies.Where(p => p.Id == message.Id).ExecuteDeleteAsync(cancel);
        await Db.DropFilesAsync(mandates.Select(m => m.Document), cancel);
        foreach (var mandate in mandates)
        {
            mandate.Touch();
            mandate.Forget();
        }
        foreach (var invitation in invitations)
        {
            invitation.Touch();
            invitation.Forget(same);
        }
        Db.RemoveRange(gone);
        foreach (var record in mandates.Concat<Entity>(invitations).Concat(gone)) Db.RecordErasure(record);
        foreach (var entry in earlier) Db.RecordErasure(entry);
        GiveReceipt(message);
    }

    protected override void WhenErased(PersonErased message) => GiveReceipt(message);

    IQueryable<Nomination> Of(PersonErased message, List<Guid> same) =>
        Db.Nominations.Where(n => same.Contains(n.PersonId) || n.CalendarFor == message.Id);

    async Task ForgetAsync(Nomination nomination, Session session, CancellationToken cancel)
    {
        var leavesSeat = nomination.IsExpected;
        nomination.Forget(ahead: !session.IsOver);
        if (nomination.HasLeft) await Db.FreeSlotsAsync([nomination.Id], cancel);
        if (leavesSeat) await alternates.MoveUpAsync(session, nomination, cancel);
    }

    void GiveReceipt(PersonErased message) => Db.Tell(message.Receipt(service, clock.GetUtcNow()));
}
