using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Calendars;

/// <summary>What the calendars that programs follow hold. Cancelled sessions stay in them, as such.</summary>
sealed class Feeds(ConsultationsDbContext db, ParticipantCalendar participants, IConfiguration configuration, TimeProvider clock)
{
    readonly string _origin = configuration.PublicOrigin();

    public async Task<string> OfConsultationAsync(Consultation consultation, string language, CancellationToken cancel)
    {
        var file = new CalendarFile();
        file.Describe(consultation.Name, $"{_origin}/calendar/consultations/{consultation.Id}.ics");
        var sessions = await db.Sessions.AsNoTracking().Where(s => s.ConsultationId == consultation.Id && s.ReleasedState != null)
            .OrderBy(s => s.Id).ToListAsync(cancel);
        foreach (var session in sessions) Add(file, session.Released!, language);
        return file.Write();
    }

    /// <summary>Of the past year and what is to come: what open consultations have released, and wherever its members' people are nominated.</summary>
    public async Task<string?> OfNetworkAsync(Guid network, string language, CancellationToken cancel)
    {
        if (await db.OrganisationCopies.Where(o => o.Id == network).Select(o => o.Name).SingleOrDefaultAsync(cancel) is not { } name) return null;
        var file = new CalendarFile();
        file.Describe(name);
        foreach (var session in await SessionsOfAsync(network, cancel)) Add(file, session.Released!, language);
        return file.Write();
    }

    /// <summary>Sessions in which the person has a seat, or had one that was taken back. Null when the person is not known any more.</summary>
    public async Task<string?> OfPersonAsync(Guid person, string? language, CancellationToken cancel)
    {
        if (await db.PersonCopies.SingleOrDefaultAsync(p => p.Id == ConsultationsDbContext.CanonicalPerson(person), cancel) is not { } known) return null;
        var same = await db.SamePersonAsync(known.Id, cancel);
        var seats = await (
            from nomination in db.Nominations.AsNoTracking()
            join session in db.Sessions.AsNoTracking() on nomination.SessionId equals session.Id
            where same.Contains(nomination.PersonId) && nomination.Told != null && nomination.State != NominationState.Declined
            orderby nomination.Id
            select new { Nomination = nomination, Session = session }).ToListAsync(cancel);
        var file = new CalendarFile();
        file.Describe("GFMD Mayors Mechanism");
        foreach (var seat in seats) participants.AddSeat(file, seat.Nomination, seat.Session, known, language);
        return file.Write();
    }

    Task<List<Session>> SessionsOfAsync(Guid network, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var theirs = db.Nominations.Where(n => n.State != NominationState.Declined
                && (n.State != NominationState.Withdrawn || n.Reason == Nomination.SessionCancelled))
            .Where(n => n.NominatedBy == network || ConsultationsDbContext.IsOurs(n.PersonId, network, new DateOnly?[] { today }));
        var open = db.Consultations.Where(c => c.State == ConsultationState.Open || c.State == ConsultationState.UnderWay);
        return db.Sessions.AsNoTracking().Where(s => s.ReleasedState != null && s.Date > today.AddYears(-1)
            && (open.Any(c => c.Id == s.ConsultationId) || theirs.Any(n => n.SessionId == s.Id))).OrderBy(s => s.Id).ToListAsync(cancel);
    }

    void Add(CalendarFile file, ReleasedSession released, string language) =>
        file.Add(participants.UidOf(released.SessionId), released.Sequence, released.Facts, [language], released.LastModified);
}
