using MayorsMechanism.Consultations.Availabilities;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Mandates;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Warnings;

/// <summary>A nomination that has neither been declined nor withdrawn, with what its mandate and its nominator's call say.</summary>
sealed class Nominee
{
    public required NominationToday Today { get; init; }

    /// <summary>Null when it names none.</summary>
    public required Mandate? Mandate { get; init; }

    /// <summary>Who speaks today for the organisation that the mandate names.</summary>
    public required Guid? MandateFor { get; init; }

    /// <summary>How many its network was called for; null when it was not, or the caller does not see the call.</summary>
    public required int? Called { get; init; }

    public Nomination Nomination => Today.Nomination;

    public MandateToday? Backing => Mandate is null ? null : new() { Mandate = Mandate, For = MandateFor };
}

/// <summary>
/// A session with what warnings look at: only what the caller may see, for a warning must not tell of anything else. Read at once for all
/// nominations of the session, in a number of queries that does not grow with them.
/// </summary>
sealed class Scene
{
    public required Stage Stage { get; init; }

    /// <summary>As the caller may know it.</summary>
    public required SessionFacts Facts { get; init; }

    /// <summary>In the order in which they were made.</summary>
    public required List<Nominee> Nominees { get; init; }

    /// <summary>What the registry says of each person, by who speaks for them: also of records that were merged.</summary>
    public required ILookup<Guid, PersonCopy> People { get; init; }

    /// <summary>What else these people are nominated for at an overlapping time, by who speaks for them.</summary>
    public required ILookup<Guid, Nomination> Elsewhere { get; init; }

    public required ILookup<Guid, Availability> Availabilities { get; init; }

    public ILookup<Guid, Nominee> ByPerson => field ??= Nominees.ToLookup(nominee => nominee.Today.Person);

    public ILookup<string, Nominee> ByName => field ??= Nominees.Where(nominee => nominee.Today.PersonName is not null).ToLookup(nominee => NameKey.Of(nominee.Today.PersonName!));

    /// <param name="stage">The session.</param>
    /// <param name="wanted">Whose warnings are asked for: of nobody else is read where they are and when they can come.</param>
    /// <param name="tenancy">What the caller may see.</param>
    /// <param name="db">The service's context.</param>
    /// <param name="cancel">Stops reading.</param>
    public static async Task<Scene> ReadAsync(Stage stage, Func<Nominee, bool> wanted, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var nominees = await NomineesAsync(stage.Session, tenancy, db, cancel);
        var people = await db.SamePeopleAsync([.. nominees.Where(wanted).Select(nominee => nominee.Today.Person).Distinct()], cancel);
        return new Scene
        {
            Stage = stage,
            Facts = stage.Session.KnownTo(tenancy.Caller),
            Nominees = nominees,
            People = people.ToLookup(same => same.Person, same => same.Record),
            Elsewhere = await ElsewhereAsync(stage.Session, people, tenancy, cancel),
            Availabilities = await AvailabilitiesAsync(stage.Session, people, tenancy, cancel),
        };
    }

    static Task<List<Nominee>> NomineesAsync(Session session, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var calls = tenancy.Calls;
        return (
            from today in tenancy.Nominations.Standing().Where(n => n.SessionId == session.Id).Today(db)
            from mandate in db.Mandates.Where(m => m.Id == today.Nomination.MandateId).DefaultIfEmpty()
            orderby today.Nomination.Id
            select new Nominee
            {
                Today = today,
                Mandate = mandate,
                MandateFor = mandate.OrganisationId == null ? null : ConsultationsDbContext.CanonicalOrganisation(mandate.OrganisationId.Value),
                Called = calls.Where(c => c.SessionId == session.Id && c.NetworkId == today.Nomination.NominatedBy).Select(c => (int?)c.Seats).FirstOrDefault(),
            }).AsNoTracking().ToListAsync(cancel);
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
