namespace MayorsMechanism.Consultations.Mandates;

/// <summary>A mandate and for whom it is, after merges.</summary>
sealed class MandateToday
{
    public required Mandate Mandate { get; init; }

    /// <summary>Who speaks today for the organisation that it names; null for the Mechanism.</summary>
    public required Guid? For { get; init; }

    /// <summary>Whether it says what a nomination says. One for the Mechanism backs whomever the Mechanism nominates.</summary>
    /// <param name="onBehalfOf">Who speaks today for the organisation that the nomination names.</param>
    /// <param name="nominatedBy">Null for the Mechanism.</param>
    public bool IsFor(Guid onBehalfOf, Guid? nominatedBy) => For is { } organisation ? organisation == onBehalfOf : nominatedBy is null;
}

static class MandateQueries
{
    public static IQueryable<MandateToday> Today(this IQueryable<Mandate> mandates) => mandates.Select(m => new MandateToday
    {
        Mandate = m,
        For = m.OrganisationId == null ? null : ConsultationsDbContext.CanonicalOrganisation(m.OrganisationId.Value),
    });
}
