using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;

namespace MayorsMechanism.Consultations.Copies;

/// <summary>What the registry last told of a person.</summary>
public sealed class PersonCopy : Copy<PersonChanged>
{
    public string Name { get; private set; } = null!;
    public string? Email { get; private set; }

    /// <summary>The preferred one first.</summary>
    public string[] Languages { get; private set; } = [];

    /// <summary>As the person describes it; only ever counted.</summary>
    public string? Gender { get; private set; }

    public string Status { get; private set; } = null!;
    public Guid? CanonicalId { get; private set; }
    public PersonPosition[] Positions { get; private set; } = [];

    public PersonPosition? Position(Guid id) => Positions.SingleOrDefault(position => position.Id == id);

    protected override void Take(PersonChanged newest)
    {
        (Name, Email, Languages) = (newest.Name, newest.Email, newest.Languages);
        Gender = newest.Gender;
        (Status, CanonicalId) = (newest.Status, newest.CanonicalId);
        Positions = newest.Positions;
    }
}
