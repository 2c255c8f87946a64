using MayorsMechanism.Consultations.Calendars;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Releases;

/// <summary>
/// Those whom a release concerns: seated people who were told another time or place, everybody nominated for what is cancelled, and whoever
/// is invited to what is new in it. A few queries, however many they are.
/// </summary>
static class Participants
{
    /// <summary>The sessions are locked: nobody is nominated or seated meanwhile, but people may answer.</summary>
    public static async Task TellAsync(ScheduleRelease release, ConsultationsDbContext db, ParticipantCalendar calendar, CancellationToken cancel)
    {
        var news = release.Sessions.Where(session => session.Number == release.Number).ToDictionary(session => session.SessionId, session => session.Facts);
        var concerned = await ConcernedAsync(news, db, cancel);
        var people = await PeopleAsync(concerned, db, cancel);
        var nominations = await db.Nominations.FromSql($"SELECT * FROM nominations WHERE id = ANY({concerned}) ORDER BY id FOR NO KEY UPDATE").ToListAsync(cancel);
        // One who has declined since is not concerned any more.
        foreach (var nomination in nominations.Where(nomination => nomination.IsLive))
        {
            nomination.Touch();
            var facts = news[nomination.SessionId];
            if (facts.State is SessionState.Cancelled) nomination.Withdraw(release.ReleasedAt, Nomination.SessionCancelled);
            else nomination.Move(calendar.Invite(nomination, facts, people[nomination.Id], release.ReleasedAt));
        }
        Guid[] In(params SessionState[] states) => [.. news.Where(session => states.Contains(session.Value.State)).Select(session => session.Key)];
        await db.EndCancelledAsync(In(SessionState.Cancelled), cancel);
        await db.TellInvitedAsync(In(SessionState.Tentative, SessionState.Confirmed), cancel);
    }

    static async Task<Guid[]> ConcernedAsync(Dictionary<Guid, SessionFacts> news, ConsultationsDbContext db, CancellationToken cancel)
    {
        var sessions = news.Keys.ToArray();
        var told = await db.Nominations.Live().Where(n => sessions.Contains(n.SessionId)).Select(n => new { n.Id, n.SessionId, n.Told }).ToListAsync(cancel);
        return [.. told.Where(n => IsConcerned(n.Told, news[n.SessionId])).Select(n => n.Id)];
    }

    static bool IsConcerned(Told? told, SessionFacts facts) =>
        facts.State is SessionState.Cancelled || (told is not null && facts.IsMovedSince(told.Facts));

    /// <summary>Who speaks for each of the nominated today; null where that is not known here yet.</summary>
    static Task<Dictionary<Guid, PersonCopy?>> PeopleAsync(Guid[] nominations, ConsultationsDbContext db, CancellationToken cancel) => (
        from nomination in db.Nominations
        where nominations.Contains(nomination.Id)
        let person = db.PersonCopies.FirstOrDefault(p => p.Id == ConsultationsDbContext.CanonicalPerson(nomination.PersonId))
        select new { nomination.Id, Person = person }).AsNoTracking().ToDictionaryAsync(each => each.Id, PersonCopy? (each) => each.Person, cancel);
}
