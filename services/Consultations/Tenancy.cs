using MayorsMechanism.Consultations.Availabilities;
using MayorsMechanism.Consultations.Balances;
using MayorsMechanism.Consultations.Calendars;
using MayorsMechanism.Consultations.Calls;
using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Documents;
using MayorsMechanism.Consultations.Invitations;
using MayorsMechanism.Consultations.Mandates;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.Slots;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;

namespace MayorsMechanism.Consultations;

/// <summary>
/// Who sees what. The secretariat: everything. A network: consultations once they are open, their sessions (those that were released, once
/// there is a release), and there the nominations it made
/// and those of its members' people of today. What a caller may not see is filtered in the query, so it looks like nothing.
/// </summary>
[SkipValidation] // The framework's validation would walk the queries below, and so run them.
public sealed class Tenancy(ConsultationsDbContext db, Caller caller, DateOnly today) : IReader
{
    /// <summary>Bound per request, like the caller it speaks for.</summary>
    public static ValueTask<Tenancy> BindAsync(HttpContext http)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return ValueTask.FromResult(new Tenancy(
            http.RequestServices.GetRequiredService<ConsultationsDbContext>(), Caller.From(http.User), DateOnly.FromDateTime(now.UtcDateTime)));
    }

    public Caller Caller => caller;
    public ConsultationsDbContext Db => db;
    MessagingDbContext IReader.Db => db;

    /// <summary>The network that asks; none for the secretariat.</summary>
    public Guid Network => caller.NetworkId ?? Guid.Empty;

    /// <summary>For <see cref="ConsultationsDbContext.IsOurs"/>: today.</summary>
    public DateOnly?[] Days { get; } = [today];

    /// <summary>
    /// Where the registry told something else of who or what a record is about, and the network saw it until then: by these it hears that the
    /// record is gone, and of no other record that it exists.
    /// </summary>
    public IQueryable<HistoryEntry> Moves
    {
        get
        {
            var name = $"{Network}";
            return db.History.Where(entry => entry.Action == "moved" && entry.Payload!.Contains(name));
        }
    }

    /// <summary>In UTC.</summary>
    public DateOnly Today => today;

    public IQueryable<Consultation> Consultations =>
        caller.IsSecretariat ? db.Consultations : db.Consultations.Where(c => c.State != ConsultationState.Planned);

    public IQueryable<Document> Documents =>
        caller.IsSecretariat ? db.Documents : db.Documents.Where(d => Consultations.Any(c => c.Id == d.ConsultationId));

    /// <summary>Of those that never were released, a network keeps what was cancelled after people whom it knows were nominated for it.</summary>
    public IQueryable<Session> Sessions => caller.NetworkId is not { } network
        ? db.Sessions
        : db.Sessions.Where(s => Consultations.Any(c => c.Id == s.ConsultationId && (c.Releases == 0 || s.ReleasedState != null
            || (s.State == SessionState.Cancelled && db.Nominations.Any(n => n.SessionId == s.Id
                && (n.NominatedBy == network || ConsultationsDbContext.IsOurs(n.PersonId, network, new DateOnly?[] { today })))))));

    /// <summary>Those of these days, as the caller knows them: <see cref="Session.KnownTo"/>, for the database.</summary>
    public IQueryable<Session> SessionsOn(DateOnly from, DateOnly to)
    {
        if (caller.IsSecretariat) return db.Sessions.Where(s => s.Date >= from && s.Date <= to);
        var known = db.Sessions.FromSql($"SELECT * FROM sessions WHERE coalesce((released -> 'facts' ->> 'date')::date, date) BETWEEN {from} AND {to}");
        return Sessions.Where(s => known.Any(day => day.Id == s.Id));
    }

    public IQueryable<Nomination> Nominations => caller.NetworkId is not { } network
        ? db.Nominations
        : db.Nominations.Where(n => Sessions.Any(s => s.Id == n.SessionId)
            && (n.NominatedBy == network || ConsultationsDbContext.IsOurs(n.PersonId, network, new DateOnly?[] { today })));

    /// <summary>A network: the calls to itself.</summary>
    public IQueryable<NominationCall> Calls => caller.NetworkId is not { } network
        ? db.Calls
        : db.Calls.Where(c => c.NetworkId == network && Sessions.Any(s => s.Id == c.SessionId));

    /// <summary>A network: those it entered and those of its members' people of today.</summary>
    public IQueryable<Mandate> Mandates => caller.NetworkId is not { } network
        ? db.Mandates
        : db.Mandates.Where(m => m.EnteredBy == network || ConsultationsDbContext.IsOurs(m.PersonId, network, new DateOnly?[] { today }));

    /// <summary>A network: those of its members' people of today.</summary>
    public IQueryable<Availability> Availabilities => caller.NetworkId is not { } network
        ? db.Availabilities
        : db.Availabilities.Where(a => Consultations.Any(c => c.Id == a.ConsultationId)
            && ConsultationsDbContext.IsOurs(a.PersonId, network, new DateOnly?[] { today }));

    /// <summary>A network: the turns of those whose nomination it sees.</summary>
    public IQueryable<SpeakingSlot> Slots => caller.IsSecretariat ? db.Slots : db.Slots.Where(s => Nominations.Any(n => n.Id == s.NominationId));

    /// <summary>A network: those of cycles and of consultations that it sees.</summary>
    public IQueryable<BalanceTarget> Targets => caller.IsSecretariat
        ? db.BalanceTargets
        : db.BalanceTargets.Where(t => t.ConsultationId == null || Consultations.Any(c => c.Id == t.ConsultationId));

    /// <summary>A network: those of itself and of its members of today, also to what is not open yet.</summary>
    public IQueryable<Invitation> Invitations => caller.NetworkId is not { } network
        ? db.Invitations
        : db.Invitations.Where(i => ConsultationsDbContext.IsMember(i.OrganisationId, network, today));

    /// <summary>A network's own; links of people are the secretariat's.</summary>
    public IQueryable<CalendarLink> CalendarLinks =>
        caller.NetworkId is { } network ? db.CalendarLinks.Where(l => l.NetworkId == network) : db.CalendarLinks;

    /// <summary>People whom the caller may know of: today, or on the day that it nominates for.</summary>
    public IQueryable<PersonCopy> People(DateOnly day) => caller.NetworkId is not { } network
        ? db.PersonCopies
        : db.PersonCopies.Where(p => ConsultationsDbContext.IsOurs(p.Id, network, new DateOnly?[] { today, day }));

    /// <summary>Organisations whom the caller may know of: the verified ones are a public directory.</summary>
    public IQueryable<OrganisationCopy> Organisations(DateOnly day) => caller.NetworkId is not { } network
        ? db.OrganisationCopies
        : db.OrganisationCopies.Where(o => o.Verified
            || ConsultationsDbContext.IsMember(o.Id, network, today) || ConsultationsDbContext.IsMember(o.Id, network, day));
}
