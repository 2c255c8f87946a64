using System.Text.Json;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Nominations;

/// <summary>A nomination that the registry's records allow: who the person is on the session's day, and whose member.</summary>
sealed class Proposal
{
    readonly Guid _person;
    readonly PersonPosition _position;
    readonly Guid _onBehalfOf;
    readonly Guid? _network;

    Proposal(Guid person, PersonPosition position, Guid onBehalfOf, Guid? network) =>
        (_person, _position, _onBehalfOf, _network) = (person, position, onBehalfOf, network);

    /// <summary>Waits for what has not arrived yet, so it comes before any lock.</summary>
    public static async Task<Proposal> CheckAsync(
        ProposeNomination body, DateOnly day, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        await db.RequireNotErasedAsync(body.PersonId, cancel);
        var person = await tenancy.People(day).WaitAsync(p => p.Id == body.PersonId, "personId", cancel);
        if (person.CanonicalId is not null) throw new RuleViolation("person-merged");
        var position = await PositionAsync(body, day, db, cancel);
        var organisation = await tenancy.Organisations(day).WaitAsync(o => o.Id == body.OnBehalfOf, "onBehalfOf", cancel);
        if (!organisation.IsActive) throw new RuleViolation("organisation-not-active");
        if (tenancy.Caller.NetworkId is { } network) await RequireMembersAsync([position.OrganisationId, organisation.Id], network, day, db, cancel);
        return new Proposal(person.Id, position, organisation.Id, tenancy.Caller.NetworkId);
    }

    /// <summary>Under the locks of person and session: neither is erased, merged, held, cancelled or nominated elsewhere meanwhile.</summary>
    public async Task<Nomination> MakeAsync(Guid sessionId, ConsultationsDbContext db, CancellationToken cancel)
    {
        await db.LockPersonAsync(_person, cancel);
        var session = (await db.LockSessionAsync(sessionId, cancel))!;
        session.RequireAhead();
        if (await db.Nominations.Live().AnyAsync(n => n.SessionId == sessionId
            && ConsultationsDbContext.CanonicalPerson(n.PersonId) == ConsultationsDbContext.CanonicalPerson(_person), cancel))
        {
            throw new RuleViolation("already-nominated");
        }
        var nomination = new Nomination(sessionId, _person, _position, _onBehalfOf, _network);
        db.Add(nomination);
        return nomination;
    }

    /// <summary>It may be newer than the copy that was here a moment ago.</summary>
    static async Task<PersonPosition> PositionAsync(ProposeNomination body, DateOnly day, ConsultationsDbContext db, CancellationToken cancel)
    {
        // Also one that stands at a record merged into this one.
        var holder = JsonSerializer.Serialize(new[] { new { id = body.PositionId } });
        var person = await db.PersonCopies
            .FromSql($"SELECT * FROM person_copies WHERE positions @> {holder}::jsonb AND canonical_person(id) = {body.PersonId}")
            .WaitOrNullAsync(p => true, p => true, cancel);
        var position = person?.Position(body.PositionId);
        return position is not null && (position.From ?? day) <= day && (position.To ?? day) >= day
            ? position
            : throw new RuleViolation("position-not-held");
    }

    static async Task RequireMembersAsync(Guid[] organisations, Guid network, DateOnly day, ConsultationsDbContext db, CancellationToken cancel)
    {
        var members = await db.OrganisationCopies
            .Where(o => organisations.Contains(o.Id) && ConsultationsDbContext.IsMember(o.Id, network, day)).CountAsync(cancel);
        if (members < organisations.Distinct().Count()) throw new RuleViolation("not-your-member");
    }
}
