using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;

namespace MayorsMechanism.Notifications.Recipients;

/// <summary>What is needed to write to a person of the registry.</summary>
public sealed class Recipient : Copy<PersonChanged>
{
    public string Name { get; private set; } = null!;
    public string? Email { get; private set; }

    /// <summary>BCP 47, the preferred one first.</summary>
    public string[] Languages { get; private set; } = [];

    public string Status { get; private set; } = null!;

    /// <summary>After a merge, the person who is written to.</summary>
    public Guid? CanonicalId { get; private set; }

    protected override void Take(PersonChanged newest) =>
        (Name, Email, Languages, Status, CanonicalId) = (newest.Name, newest.Email, newest.Languages, newest.Status, newest.CanonicalId);
}
