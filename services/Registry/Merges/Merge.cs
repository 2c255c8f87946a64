using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.Merges;

/// <summary>Somebody decided that two records are of one person. It can be undone; neither record loses anything by it.</summary>
public sealed class Merge : Entity
{
    /// <summary>The record that no longer speaks for itself.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>The record that speaks for it.</summary>
    public Guid IntoId { get; private set; }

    public DateTimeOffset? UndoneAt { get; private set; }

    Merge() { }

    public Merge(Person person, Person into)
    {
        person.MergeInto(into);
        person.Touch();
        (PersonId, IntoId) = (person.Id, into.Id);
    }

    /// <exception cref="RuleViolation">It was undone before.</exception>
    public void Undo(Person person, DateTimeOffset now)
    {
        if (UndoneAt is not null || person.CanonicalId != IntoId) throw new RuleViolation("merge-undone");
        person.Unmerge();
        person.Touch();
        UndoneAt = now;
    }
}
