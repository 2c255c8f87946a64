using MayorsMechanism.Consultations.Availabilities;
using MayorsMechanism.Consultations.Calls;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Mandates;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Warnings;

/// <summary>
/// A session with what warnings look at: only what the caller may see, for a warning must not tell of anything else. Read at once for all
/// nominations of the session, in a number of queries that does not grow with them.
/// </summary>
sealed class Scene
{
    public required Session Session { get; init; }
    /// <summary>As the caller may know it.</summary>
    public required SessionFacts Facts { get; init; }

    public required Guid Cycle { get; init; }

    /// <summary>Neither declined nor withdrawn, in the order in which they were made.</summary>
    public required List<NominationToday> Nominees { get; init; }

    /// <summary>Seats that are taken, by whomever.</summary>
    public required int Seated { get; init; }

    /// <summary>What the registry says of each person, by who speaks for them: also of records that were merged.</summary>
    public required ILookup<Guid, PersonCopy> People { get; init; }

    /// <summary>What else these people are nominated for at an overlapping time, by who speaks for them.</summary>
    public required ILookup<Guid, Nomination> Elsewhere { get; init; }

    public required ILookup<Guid, Availability> Availabilities { get; init; }
    public required Dictionary<Guid, MandateToday> Mandates { get; init; }
    public required Dictionary<Guid, NominationCall> Calls { get; init; }

    public required int MinutesPlanned { get; init; }

    public ILookup<Guid, NominationToday> ByPerson => field ??= Nominees.ToLookup(nominee => nominee.Person);

    public ILookup<string, NominationToday> ByName => field ??= Nominees.Where(nominee => nominee.PersonName is not null).ToLookup(nominee => NameKey.Of(nominee.PersonName!));

    public static async Task<Scene> ReadAsync(Session session, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var nominees = await tenancy.Nominations.Standing().AsNoTracking().Where(n => n.SessionId == session.Id).OrderBy(n => n.Id).Today(db).ToListAsync(cancel);
        var people = await db.SamePeopleAsync([.. nominees.Select(n => n.Person).Distinct()], cancel);
        var mandates = nominees.Select(n => n.Nomination.MandateId).OfType<Guid>().ToArray();
        return new Scene
        {
            Session = session,
            Facts = session.KnownTo(tenancy.Caller),
            Cycle = await db.Consultations.Where(c => c.Id == session.ConsultationId).Select(c => c.CycleId).SingleAsync(cancel),
            Nominees = nominees,
            Seated = await db.Nominations.SeatedAsync(session.Id, cancel),
            People = people.ToLookup(same => same.Person, same => same.Record),
            Elsewhere = await ElsewhereAsync(session, people, tenancy, cancel),
            Availabilities = await AvailabilitiesAsync(session, people, tenancy, cancel),
            Mandates = await db.Mandates.AsNoTracking().Where(m => mandates.Contains(m.Id)).Today().ToDictionaryAsync(m => m.Mandate.Id, cancel),
            Calls = await tenancy.Calls.AsNoTracking().Where(c => c.SessionId == session.Id).ToDictionaryAsync(c => c.NetworkId, cancel),
            MinutesPlanned = await tenancy.Slots.Where(slot => slot.SessionId == session.Id
                && db.Nominations.Standing().Any(n => n.Id == slot.NominationId)).SumAsync(slot => slot.MinutesPlanned, cancel),
        };
    }

    static async Task<ILookup<Guid, Nomination>> ElsewhereAsync(
        Session session, List<(Guid Person, PersonCopy Record)> people, Tenancy tenancy, CancellationToken cancel)
    {
        if (session.KnownTo(tenancy.Caller).Time is not { } time) return Array.Empty<Nomination>().ToLookup(n => n.PersonId);
        var persons = people.ToDictionary(same => same.Record.Id, same => same.Person);
        var records = persons.Keys.ToArray();
        var others = await (
            from nomination in tenancy.Nominations.Standing()
            join other in tenancy.Sessions on nomination.SessionId equals other.Id
            where records.Contains(nomination.PersonId) && other.Id != session.Id
            select new { Nomination = nomination, Session = other }).AsNoTracking().ToListAsync(cancel);
        return others.Where(other => other.Session.KnownTo(tenancy.Caller) is { State: not SessionState.Cancelled, Time: { } elsewhere } && elsewhere.Overlaps(time))
            .ToLookup(other => persons[other.Nomination.PersonId], other => other.Nomination);
    }

    static async Task<ILookup<Guid, Availability>> AvailabilitiesAsync(
        Session session, List<(Guid Person, PersonCopy Record)> people, Tenancy tenancy, CancellationToken cancel)
    {
        var persons = people.ToDictionary(same => same.Record.Id, same => same.Person);
        var records = persons.Keys.ToArray();
        return (await tenancy.Availabilities.AsNoTracking().Where(a => a.ConsultationId == session.ConsultationId && records.Contains(a.PersonId))
            .OrderBy(a => a.Id).ToListAsync(cancel)).ToLookup(a => persons[a.PersonId]);
    }
}
