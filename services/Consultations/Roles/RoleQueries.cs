namespace MayorsMechanism.Consultations.Roles;

static class RoleQueries
{
    /// <summary>With the person who speaks for the given one today, and what the registry calls person and organisation.</summary>
    public static IQueryable<RoleToday> Today(this IQueryable<Role> roles, ConsultationsDbContext db) =>
        from r in roles
        let person = r.PersonId == null ? (Guid?)null : ConsultationsDbContext.CanonicalPerson(r.PersonId.Value)
        select new RoleToday
        {
            Role = r,
            Person = person,
            PersonName = db.PersonCopies.Where(p => p.Id == person).Select(p => p.Name).FirstOrDefault(),
            OrganisationName = db.OrganisationCopies.Where(o => o.Id == r.OrganisationId).Select(o => o.Name).FirstOrDefault(),
        };
}

/// <summary>A role and who is meant by it, after merges.</summary>
sealed class RoleToday
{
    public required Role Role { get; init; }
    public Guid? Person { get; init; }
    public string? PersonName { get; init; }
    public string? OrganisationName { get; init; }
}
