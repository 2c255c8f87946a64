using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Balances;

/// <summary>One nomination, as it counts: where the person is from, on the day of reading.</summary>
sealed record Representative(Guid Person, NominationState State, bool IsAuthority, IReadOnlyDictionary<Dimension, (string Value, string? Label)> Facts)
{
    /// <summary>What nobody told, or is not told any more.</summary>
    const string Unknown = "unknown";

    /// <summary>Who nominated, when no network did.</summary>
    public const string Mechanism = "mechanism";

    public static readonly string[] Authorities = ["municipality", "intermediate"];

    /// <summary>Those who are to have a seat in these sessions, or had one; not those who declined, withdrew or wait for another's seat.</summary>
    public static async Task<List<Representative>> OfAsync(
        IQueryable<Session> sessions, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var found = await (
            from nomination in tenancy.Nominations.Standing()
            join session in sessions on nomination.SessionId equals session.Id
            where nomination.AlternateRank == null
            let origin = ConsultationsDbContext.CanonicalOrganisation(nomination.AffiliationId ?? nomination.OnBehalfOf)
            select new Row(
                ConsultationsDbContext.CanonicalPerson(nomination.PersonId), nomination.State, session, nomination.NominatedBy,
                db.OrganisationCopies.SingleOrDefault(o => o.Id == origin),
                db.OrganisationCopies.Where(o => o.Id == nomination.NominatedBy).Select(o => o.Name).SingleOrDefault()))
            .AsNoTracking().ToListAsync(cancel);
        // Two records of one person may have been seated before they were merged.
        var rows = found.Where(row => row.Session.KnownTo(tenancy.Caller).State is not SessionState.Cancelled)
            .OrderBy(row => row.State is NominationState.Proposed).DistinctBy(row => (row.Person, row.Session.Id)).ToList();
        Guid[] persons = [.. rows.Select(row => row.Person).Distinct()];
        var people = await db.SamePeopleAsync(persons, cancel);
        // Of an erased person there is no record, and their seats are still theirs.
        var firsts = await FirstSeatsAsync([.. people.Select(same => (same.Person, same.Record.Id)).Union(persons.Select(person => (person, person)))], tenancy, cancel);
        var genders = people.Where(same => same.Record.Gender is not null).ToLookup(same => same.Person, same => same.Record.Gender!);
        return [.. rows.Select(row => row.Count(row.Session.KnownTo(tenancy.Caller).Date, genders[row.Person].FirstOrDefault(), firsts.GetValueOrDefault(row.Person)))];
    }

    /// <summary>The day of the first session in which each person has or had a seat.</summary>
    static async Task<Dictionary<Guid, DateOnly?>> FirstSeatsAsync((Guid Person, Guid Record)[] people, Tenancy tenancy, CancellationToken cancel)
    {
        var records = people.Select(same => same.Record).ToArray();
        var seats = await (
            from nomination in tenancy.Nominations.Seated()
            join session in tenancy.Sessions on nomination.SessionId equals session.Id
            where records.Contains(nomination.PersonId) && nomination.State != NominationState.Absent
            select new { Person = nomination.PersonId, Session = session }).AsNoTracking().ToListAsync(cancel);
        var days = seats.Where(seat => seat.Session.KnownTo(tenancy.Caller).State is not SessionState.Cancelled)
            .ToLookup(seat => seat.Person, seat => seat.Session.KnownTo(tenancy.Caller).Date);
        return people.GroupBy(same => same.Person).ToDictionary(same => same.Key,
            same => same.SelectMany(record => days[record.Record]).Min(day => (DateOnly?)day));
    }

    sealed record Row(Guid Person, NominationState State, Session Session, Guid? NominatedBy, OrganisationCopy? From, string? Network)
    {
        public Representative Count(DateOnly day, string? gender, DateOnly? first) => new(Person, State, Authorities.Contains(From?.Kind), new Dictionary<Dimension, (string, string?)>
        {
            [Dimension.SubRegion] = (From?.Subregion ?? Unknown, null),
            [Dimension.Country] = (From?.Country ?? Unknown, null),
            [Dimension.Tier] = (From?.Kind ?? Unknown, null),
            [Dimension.PopulationBand] = (Bands.Of(From?.Population) ?? Unknown, null),
            [Dimension.Gender] = (gender?.Trim().ToLowerInvariant() ?? Unknown, null),
            [Dimension.Network] = NominatedBy is { } network ? (network.ToString(), Network) : (Mechanism, null),
            [Dimension.FirstTime] = (first < day ? "no" : "yes", null),
        });
    }
}
