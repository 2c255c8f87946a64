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

    /// <summary>With who speaks today for the nominated person and for their organisation, and what the registry calls both.</summary>
    public static IQueryable<NominationToday> Today(this IQueryable<Nomination> nominations, ConsultationsDbContext db) =>
        from n in nominations
        let person = ConsultationsDbContext.CanonicalPerson(n.PersonId)
        let organisation = ConsultationsDbContext.CanonicalOrganisation(n.OnBehalfOf)
        select new NominationToday
        {
            Nomination = n,
            Person = person,
            PersonName = db.PersonCopies.Where(p => p.Id == person).Select(p => p.Name).FirstOrDefault(),
            OnBehalfOf = organisation,
            Affiliation = n.AffiliationId == null ? null : ConsultationsDbContext.CanonicalOrganisation(n.AffiliationId.Value),
            OrganisationName = db.OrganisationCopies.Where(o => o.Id == organisation).Select(o => o.Name).FirstOrDefault(),
        };
}

/// <summary>A nomination and who is meant by it, after merges.</summary>
sealed class NominationToday
{
    public required Nomination Nomination { get; init; }
    public required Guid Person { get; init; }
    public required Guid OnBehalfOf { get; init; }
    public required Guid? Affiliation { get; init; }
    public string? PersonName { get; init; }
    public string? OrganisationName { get; init; }
}
