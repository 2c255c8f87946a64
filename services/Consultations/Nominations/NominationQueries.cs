using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Nominations;

static class NominationQueries
{
    /// <summary>Still to come: those that a cancelled session withdraws.</summary>
    public static IQueryable<Nomination> Live(this IQueryable<Nomination> nominations) => nominations.Where(n =>
        n.State == NominationState.Proposed || n.State == NominationState.Confirmed || n.State == NominationState.Accepted);

    /// <summary>Neither declined nor withdrawn.</summary>
    public static IQueryable<Nomination> Standing(this IQueryable<Nomination> nominations) => nominations.Where(n =>
        n.State != NominationState.Declined && n.State != NominationState.Withdrawn);

    /// <summary>With a seat: from the confirmation on, whether they have answered yet or not, came or not.</summary>
    public static IQueryable<Nomination> Seated(this IQueryable<Nomination> nominations) =>
        nominations.Standing().Where(n => n.State != NominationState.Proposed);

    /// <summary>How many seats of a session are taken.</summary>
    public static Task<int> SeatedAsync(this IQueryable<Nomination> nominations, Guid session, CancellationToken cancel) =>
        nominations.Seated().CountAsync(n => n.SessionId == session, cancel);

    /// <summary>With the person who speaks for the nominated one today, and what the registry calls person and organisation.</summary>
    public static IQueryable<NominationToday> Today(this IQueryable<Nomination> nominations, ConsultationsDbContext db) =>
        from n in nominations
        let person = ConsultationsDbContext.CanonicalPerson(n.PersonId)
        select new NominationToday
        {
            Nomination = n,
            Person = person,
            PersonName = db.PersonCopies.Where(p => p.Id == person).Select(p => p.Name).FirstOrDefault(),
            OrganisationName = db.OrganisationCopies.Where(o => o.Id == n.OnBehalfOf).Select(o => o.Name).FirstOrDefault(),
        };
}

/// <summary>A nomination and who is meant by it, after merges.</summary>
sealed class NominationToday
{
    public required Nomination Nomination { get; init; }
    public required Guid Person { get; init; }
    public string? PersonName { get; init; }
    public string? OrganisationName { get; init; }
}
