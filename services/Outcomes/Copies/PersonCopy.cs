using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;

namespace MayorsMechanism.Outcomes.Copies;

/// <summary>What the registry last told of a person.</summary>
public sealed class PersonCopy : Copy<PersonChanged>
{
    public string Name { get; private set; } = null!;
    public Guid? CanonicalId { get; private set; }
    public PersonConsent[] Consents { get; private set; } = [];

    protected override void Take(PersonChanged newest) => (Name, CanonicalId, Consents) = (newest.Name, newest.CanonicalId, newest.Consents);
}
