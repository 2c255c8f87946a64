using MayorsMechanism.Consultations.Mandates;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.Slots;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Erasure;
using MayorsMechanism.Messaging.Files;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Nominations;

/// <summary>Keeps that somebody was nominated; whoever is next takes the seat.</summary>
sealed class PersonErasedConsumer(ConsultationsDbContext db, Alternates alternates, TimeProvider clock, ServiceName service)
    : ErasingConsumer<ConsultationsDbContext>(db, clock, service)
{
    List<Session> _sessions = [];

    protected override async Task<Guid[]> SameAsync(Guid person, CancellationToken cancel)
    {
        // With the records that were merged into this one: letters about their nominations went to the address of this.
        var same = (await Db.SamePersonAsync(person, cancel)).ToArray();
        // Their sessions first: whoever leaves there at this moment may be followed by this person, and has then written so.
        var sessions = await Db.Nominations.Where(n => same.Contains(n.PersonId) || (n.CalendarFor != null && same.Contains(n.CalendarFor.Value)))
            .Select(n => n.SessionId).Distinct().ToArrayAsync(cancel);
        _sessions = await Db.LockSessionsAsync(sessions, cancel);
        return same;
    }

    protected override async Task ForgetAsync(Entity record, Guid[] same, CancellationToken cancel)
    {
        if (record is Mandate mandate) await Db.DropFilesAsync([mandate.Document], cancel);
        // Another's is one that told this person, for a merge that was undone since.
        if (record is Nomination nomination && same.Contains(nomination.PersonId)) await LeaveAsync(nomination, cancel);
        await base.ForgetAsync(record, same, cancel);
    }

    async Task LeaveAsync(Nomination nomination, CancellationToken cancel)
    {
        var session = _sessions.Single(s => s.Id == nomination.SessionId);
        var leavesSeat = nomination.IsExpected;
        nomination.Forget(ahead: !session.IsOver);
        if (nomination.HasLeft) await Db.FreeSlotsAsync([nomination.Id], cancel);
        if (leavesSeat) await alternates.MoveUpAsync(session, nomination, cancel);
    }

    // After the nominations: whoever moves up asks who speaks for whom.
    protected override async Task ForgetBesideAsync(Guid person, Guid[] same, CancellationToken cancel)
    {
        await Db.Links.Where(l => same.Contains(l.PersonId)).ExecuteDeleteAsync(cancel);
        await Db.PersonCopies.Where(p => p.Id == person).ExecuteDeleteAsync(cancel);
    }
}
