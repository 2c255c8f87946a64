using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Roles;

/// <summary>Who does what: give a person, an organisation, or a name as printed.</summary>
/// <param name="Role">In a session co-chair, moderator, thematic-expert or rapporteur; in a working group co-chair or member.</param>
/// <param name="PersonId">A person of the registry.</param>
/// <param name="OrganisationId">An organisation of the registry.</param>
/// <param name="Name">As printed, of somebody whom the registry does not know.</param>
/// <param name="Affiliation">As printed beside that name.</param>
public sealed record RoleBody(
    RoleKind Role, Guid? PersonId = null, Guid? OrganisationId = null, [Text(200)] string? Name = null, [Text(300)] string? Affiliation = null)
{
    public static RoleBody Example => new(RoleKind.Moderator, Name: "Ana Souza", Affiliation: "City of Tierra");
}

/// <param name="Id">Names the role.</param>
/// <param name="Version">Of the role.</param>
/// <param name="Role">Which.</param>
/// <param name="PersonId">The person, as given.</param>
/// <param name="CanonicalPersonId">Who speaks for that person today: another one after a merge.</param>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Name">Of the person or organisation today, or as printed.</param>
/// <param name="Affiliation">As printed.</param>
public sealed record RoleResponse(
    Guid Id, int Version, RoleKind Role, Guid? PersonId, Guid? CanonicalPersonId, Guid? OrganisationId, string? Name, string? Affiliation) : IVersioned
{
    internal static RoleResponse Of(RoleToday today) => Of(today.Role, today);

    static RoleResponse Of(Role r, RoleToday today) =>
        new(r.Id, r.Version, r.Kind, r.PersonId, today.Person, r.OrganisationId, r.Name ?? today.PersonName ?? today.OrganisationName, r.Affiliation);
}
