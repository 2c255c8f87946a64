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
        var same = await SameAsync(message.Id, cancel);
        var nominations = await Db.Nominations.Where(n => same.Contains(n.PersonId) || n.CalendarFor == message.Id).ToListAsync(cancel);
        var sessions = nominations.Select(n => n.SessionId).Distinct().ToArray();
        var ahead = await Db.Sessions.Where(s => sessions.Contains(s.Id) && s.State != SessionState.Held && s.State != SessionState.Cancelled)
            .Select(s => s.Id).ToListAsync(cancel);

        await Db.PersonCopies.Where(p => p.Id == message.Id).ExecuteDeleteAsync(cancel);
        await Db.NominationLinks.Where(l => l.PersonId == message.Id).ExecuteDeleteAsync(cancel);
        var roles = await Db.Roles.Where(r => r.PersonId != null && same.Contains(r.PersonId.Value)).ToListAsync(cancel);
        await Db.ForgetAsync([message.Id], [.. nominations.Select(n => n.Id), .. roles.Select(r => r.Id)], cancel);
        roles.ForEach(Db.RecordErasure);
        await Db.Roles.Where(r => roles.Contains(r)).ExecuteDeleteAsync(cancel);
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

    /// <summary>With the records that were merged into this one: letters about their nominations went to the address of this.</summary>
    Task<List<Guid>> SameAsync(Guid person, CancellationToken cancel) => Db.Database.SqlQuery<Guid>($"""
        WITH RECURSIVE same(id) AS (
            SELECT {person} UNION SELECT copy.id FROM same JOIN person_copies AS copy ON copy.canonical_id = same.id)
        SELECT id AS "Value" FROM same
        """).ToListAsync(cancel);
}
