using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;

namespace MayorsMechanism.Outcomes.Copies;

/// <summary>What the registry last told of an organisation.</summary>
public sealed class OrganisationCopy : Copy<OrganisationChanged>
{
    public string Name { get; private set; } = null!;
    public string? Country { get; private set; }
    public Guid? CanonicalId { get; private set; }

    protected override void Take(OrganisationChanged newest) => (Name, Country, CanonicalId) = (newest.Name, newest.Country, newest.CanonicalId);
}
