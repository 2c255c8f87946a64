using MayorsMechanism.Consultations.Calendars;
using MayorsMechanism.Consultations.Sessions;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Nominations;

/// <summary>Gives a seat that became free to whoever waits for it.</summary>
sealed class Alternates(ConsultationsDbContext db, ParticipantCalendar calendar, TimeProvider clock)
{
    /// <summary>Who moved up in which session; the database does not know that before all is saved.</summary>
    readonly HashSet<(Guid Session, Guid Person)> _movedUp = [];

    /// <summary>
    /// The first in rank of the same nominator, else of the whole session, in the transaction in which the other one leaves. The caller holds
    /// the session's lock: of two who leave at once each is followed by another alternate, and nobody confirms meanwhile.
    /// </summary>
    public async Task MoveUpAsync(Session session, Nomination left, CancellationToken cancel)
    {
        if (session.IsOver) return;
        var waiting = await db.Nominations
            .Where(n => n.SessionId == session.Id && n.State == NominationState.Proposed && n.AlternateRank != null
                && ConsultationsDbContext.CanonicalPerson(n.PersonId) != ConsultationsDbContext.CanonicalPerson(left.PersonId)
                // Two records that were merged since may both be nominated: nobody sits there twice.
                && !db.Nominations.Seated().Any(other => other.SessionId == session.Id && other.Id != left.Id
                    && ConsultationsDbContext.CanonicalPerson(other.PersonId) == ConsultationsDbContext.CanonicalPerson(n.PersonId)))
            .Select(n => new { Nomination = n, Person = ConsultationsDbContext.CanonicalPerson(n.PersonId) }).ToListAsync(cancel);
        // Asked again of what this transaction has changed already: the database does not know that yet.
        var first = waiting.Where(each => each.Nomination.IsAlternate && !_movedUp.Contains((session.Id, each.Person)))
            .OrderBy(each => each.Nomination.NominatedBy != left.NominatedBy).ThenBy(each => each.Nomination.AlternateRank).ThenBy(each => each.Nomination.Id)
            .FirstOrDefault();
        if (first is null) return;
        _movedUp.Add((session.Id, first.Person));
        var (next, person) = (first.Nomination, await db.PersonCopies.AsNoTracking().SingleOrDefaultAsync(p => p.Id == first.Person, cancel));
        next.Touch();
        next.MoveUp(left.Id, calendar.Invite(next, session.Announced, person, clock.GetUtcNow()));
    }
}
