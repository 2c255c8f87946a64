using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.Merges;

/// <summary>Somebody decided that two records are of one person, or of one organisation. It can be undone; neither record loses anything by it.</summary>
public sealed class Merge : Entity
{
    /// <summary>The record that no longer speaks for itself, if it is a person's.</summary>
    public Guid? PersonId { get; private set; }

    /// <summary>The record that no longer speaks for itself, if it is an organisation's.</summary>
    public Guid? OrganisationId { get; private set; }

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

    public Merge(Organisation organisation, Organisation into)
    {
        organisation.MergeInto(into);
        organisation.Touch();
        (OrganisationId, IntoId) = (organisation.Id, into.Id);
    }

    /// <exception cref="RuleViolation">It was undone before.</exception>
    public void Undo(Person person, DateTimeOffset now)
    {
        End(person.CanonicalId, now);
        person.Unmerge();
        person.Touch();
    }

    /// <exception cref="RuleViolation">It was undone before.</exception>
    public void Undo(Organisation organisation, DateTimeOffset now)
    {
        End(organisation.CanonicalId, now);
        organisation.Unmerge();
        organisation.Touch();
    }

    void End(Guid? canonical, DateTimeOffset now)
    {
        if (UndoneAt is not null || canonical != IntoId) throw new RuleViolation("merge-undone");
        UndoneAt = now;
    }
}
