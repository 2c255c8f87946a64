using MayorsMechanism.Consultations.Calendars;
using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.Extensions.Validation;

namespace MayorsMechanism.Consultations;

/// <summary>
/// Who sees what. The secretariat: everything. A network: consultations once they are open, their sessions (those that were released, once
/// there is a release), and there the nominations it made
/// and those of its members' people of today. What a caller may not see is filtered in the query, so it looks like nothing.
/// </summary>
[SkipValidation] // The framework's validation would walk the queries below, and so run them.
public sealed class Tenancy(ConsultationsDbContext db, Caller caller, DateOnly today)
{
    /// <summary>Bound per request, like the caller it speaks for.</summary>
    public static ValueTask<Tenancy> BindAsync(HttpContext http)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return ValueTask.FromResult(new Tenancy(
            http.RequestServices.GetRequiredService<ConsultationsDbContext>(), Caller.From(http.User), DateOnly.FromDateTime(now.UtcDateTime)));
    }

    public Caller Caller => caller;

    public IQueryable<Consultation> Consultations =>
        caller.IsSecretariat ? db.Consultations : db.Consultations.Where(c => c.State != ConsultationState.Planned);

    /// <summary>Of those that never were released, a network keeps what was cancelled while it could be nominated for.</summary>
    public IQueryable<Session> Sessions => caller.IsSecretariat
        ? db.Sessions
        : db.Sessions.Where(s => Consultations.Any(c => c.Id == s.ConsultationId && (c.Releases == 0 || s.ReleasedState != null
            || (s.State == SessionState.Cancelled && db.Nominations.Any(n => n.SessionId == s.Id)))));

    public IQueryable<Nomination> Nominations => caller.NetworkId is not { } network
        ? db.Nominations
        : db.Nominations.Where(n => Sessions.Any(s => s.Id == n.SessionId)
            && (n.NominatedBy == network || ConsultationsDbContext.IsOurs(n.PersonId, network, new DateOnly?[] { today })));

    /// <summary>What a network does not see any more, but may have seen: of people who once were its members', and of those who were erased.</summary>
    public IQueryable<Nomination> OnceReadable => caller.NetworkId is not { } network
        ? db.Nominations
        : db.Nominations.Where(n => Sessions.Any(s => s.Id == n.SessionId)
            && (ConsultationsDbContext.IsOurs(n.PersonId, network, new DateOnly?[] { null }) || db.Tombstones.Any(t => t.RecordId == n.PersonId)));

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
