using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Roles;

public enum RoleKind { CoChair, Moderator, ThematicExpert, Rapporteur, Member }

/// <summary>
/// What somebody does in a session or a working group: a person or an organisation of the registry, or a name as printed. A record of its own,
/// so that an erasure takes it away and nothing else.
/// </summary>
public sealed class Role : Entity
{
    static readonly RoleKind[] OfSessions = [RoleKind.CoChair, RoleKind.Moderator, RoleKind.ThematicExpert, RoleKind.Rapporteur];
    static readonly RoleKind[] OfGroups = [RoleKind.CoChair, RoleKind.Member];

    public Guid? SessionId { get; private set; }
    public Guid? WorkingGroupId { get; private set; }
    public RoleKind Kind { get; private set; }
    public Guid? PersonId { get; private set; }
    public Guid? OrganisationId { get; private set; }

    /// <summary>As printed, of somebody whom the registry does not know.</summary>
    public string? Name { get; private set; }

    /// <summary>As printed.</summary>
    public string? Affiliation { get; private set; }

    Role() { }

    Role(RoleBody facts, RoleKind[] allowed)
    {
        if (!allowed.Contains(facts.Role)) throw new ShapeException("role", "role-not-here");
        if (new object?[] { facts.PersonId, facts.OrganisationId, facts.Name }.Count(holder => holder is not null) != 1)
        {
            throw new ShapeException("personId", "one-holder");
        }
        if (facts is { Affiliation: not null, Name: null }) throw new ShapeException("affiliation", "affiliation-without-name");
        (Kind, PersonId, OrganisationId, Name, Affiliation) = (facts.Role, facts.PersonId, facts.OrganisationId, facts.Name, facts.Affiliation);
    }

    public static Role InSession(Guid session, RoleBody facts) => new(facts, OfSessions) { SessionId = session };

    public static Role InGroup(Guid group, RoleBody facts) => new(facts, OfGroups) { WorkingGroupId = group };
}
