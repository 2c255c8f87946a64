using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;

namespace MayorsMechanism.Consultations.Copies;

/// <summary>What the registry last told of an organisation.</summary>
public sealed class OrganisationCopy : Copy<OrganisationChanged>
{
    public string Name { get; private set; } = null!;
    public string Kind { get; private set; } = null!;
    public string? Country { get; private set; }

    /// <summary>UN M49.</summary>
    public string? Subregion { get; private set; }

    public long? Population { get; private set; }
    public string Status { get; private set; } = null!;
    public bool Verified { get; private set; }
    public Guid? CanonicalId { get; private set; }
    public OrganisationMembership[] Memberships { get; private set; } = [];

    public bool IsActive => Status == "active";
    public bool IsRetired => Status == "retired";

    protected override void Take(OrganisationChanged newest)
    {
        (Name, Kind, Country) = (newest.Name, newest.Kind, newest.Country);
        (Subregion, Population) = (newest.Subregion, newest.Population);
        (Status, Verified, CanonicalId) = (newest.Status, newest.Verified, newest.CanonicalId);
        Memberships = newest.Memberships;
    }
}
