using System.Text.Json;
using MayorsMechanism.Consultations.Mandates;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Nominations;

/// <summary>A nomination that the registry's records allow: who the person is on the session's day, and whose member.</summary>
sealed class Proposal
{
    readonly ProposeNomination _facts;
    readonly PersonPosition _position;
    readonly Tenancy _tenancy;

    Proposal(ProposeNomination facts, PersonPosition position, Tenancy tenancy) => (_facts, _position, _tenancy) = (facts, position, tenancy);

    Guid? Network => _tenancy.Caller.NetworkId;

    /// <summary>Waits for what has not arrived yet, so it comes before any lock.</summary>
    public static async Task<Proposal> CheckAsync(
        ProposeNomination body, DateOnly day, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        await db.RequireNotErasedAsync(body.PersonId, cancel);
        var person = await tenancy.People(day).WaitAsync(p => p.Id == body.PersonId, "personId", cancel);
        if (person.CanonicalId is not null) throw new RuleViolation("person-merged");
        var position = await PositionAsync(body, day, tenancy, db, cancel);
        var organisation = await tenancy.Organisations(day).WaitAsync(o => o.Id == body.OnBehalfOf, "onBehalfOf", cancel);
        // What was is entered, too: one that was retired since could speak then.
        if (!organisation.IsActive && !(organisation.IsRetired && day < tenancy.Today)) throw new RuleViolation("organisation-not-active");
        if (tenancy.Caller.NetworkId is { } network) await RequireMembersAsync([position.OrganisationId, organisation.Id], network, day, db, cancel);
        return new Proposal(body, position, tenancy);
    }

    /// <summary>Under the locks of person and session: neither is erased, merged, held, cancelled or nominated elsewhere meanwhile.</summary>
    public async Task<Nomination> MakeAsync(Guid sessionId, DateTimeOffset now, ConsultationsDbContext db, CancellationToken cancel)
    {
        await db.LockPersonAsync(_facts.PersonId, cancel);
        var session = (await db.LockSessionAsync(sessionId, cancel))!;
        session.RequireAhead();
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.SessionId == sessionId && c.NetworkId == Network, cancel);
        call?.RequireOpen(now);
        if (await db.Nominations.Standing().AnyAsync(n => n.SessionId == sessionId
            && ConsultationsDbContext.CanonicalPerson(n.PersonId) == ConsultationsDbContext.CanonicalPerson(_facts.PersonId), cancel))
        {
            throw new RuleViolation("already-nominated");
        }
        var nomination = new Nomination(sessionId, _position, _facts, Network);
        if (nomination.MandateId is { } mandate) await db.RequireMandateAsync(mandate, nomination, session, _tenancy, cancel);
        db.Add(nomination);
        return nomination;
    }

    /// <summary>It may be newer than the copy that was here a moment ago: one that nobody is known to hold is not known yet.</summary>
    static async Task<PersonPosition> PositionAsync(ProposeNomination body, DateOnly day, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var position = JsonSerializer.Serialize(new[] { new { id = body.PositionId } });
        var holders = db.PersonCopies.FromSql($"SELECT * FROM person_copies WHERE positions @> {position}::jsonb");
        // Also one that stands at a record merged into this one.
        var person = await holders.WaitOrNullAsync(p => ConsultationsDbContext.CanonicalPerson(p.Id) == body.PersonId, _ => true, cancel);
        if (person is null && !await tenancy.People(day).AnyAsync(p => holders.Any(h => h.Id == p.Id), cancel))
        {
            throw KnownRecords.NotYet("positionId");
        }
        var held = person?.Position(body.PositionId);
        return held is not null && (held.From ?? day) <= day && (held.To ?? day) >= day ? held : throw new RuleViolation("position-not-held");
    }

    static async Task RequireMembersAsync(Guid[] organisations, Guid network, DateOnly day, ConsultationsDbContext db, CancellationToken cancel)
    {
        var members = await db.OrganisationCopies
            .Where(o => organisations.Contains(o.Id) && ConsultationsDbContext.IsMember(o.Id, network, day)).CountAsync(cancel);
        if (members < organisations.Distinct().Count()) throw new RuleViolation("not-your-member");
    }
}
