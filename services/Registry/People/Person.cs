using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.People;

public enum PersonStatus { Active, Merged, Erased }

public enum ConsentUse { Name, Photo, Quote, ContactSharing }

/// <summary>Another spelling of a name, and where it was seen. Every name as printed is kept.</summary>
public sealed record Spelling([Text(200)] string Name, [Text(300)] string? SeenIn = null);

/// <summary>Consent to one use, or its withdrawal; the latest entry for a use counts.</summary>
/// <param name="Use">What it is for.</param>
/// <param name="Granted">False withdraws.</param>
/// <param name="Source">Where it was given, such as registration-form.</param>
/// <param name="Date">The day it was given; the day of recording unless stated.</param>
public sealed record Consent(ConsentUse Use, bool Granted, [Text(100)] string Source, DateOnly? Date = null);

/// <summary>Somebody who represents, or may represent, an authority or a network.</summary>
public sealed class Person : Entity
{
    /// <summary>Empty once erased.</summary>
    public string Name { get; private set; } = null!;
    public Spelling[] OtherSpellings { get; private set; } = [];
    public string[] Languages { get; private set; } = [];

    /// <summary>As the person describes it, or null.</summary>
    public string? Gender { get; private set; }

    public string[] Emails { get; private set; } = [];
    public string[] Phones { get; private set; } = [];

    /// <summary>Interpretation, accessibility: in the person's own words.</summary>
    public string? Needs { get; private set; }

    public Consent[] Consents { get; private set; } = [];
    public PersonStatus Status { get; private set; }

    /// <summary>After a merge, the record that speaks for this one.</summary>
    public Guid? CanonicalId { get; private set; }

    /// <summary>The network that registered the person; null when the secretariat did.</summary>
    public Guid? RegisteredBy { get; private set; }

    Person() { }

    public Person(PersonBody facts, Guid? registeredBy)
    {
        RegisteredBy = registeredBy;
        Set(facts);
    }

    /// <summary>Under an id that was promised before.</summary>
    public Person(PersonBody facts, Guid? registeredBy, Guid id) : this(facts, registeredBy) => Id = id;

    /// <exception cref="RuleViolation">The record was merged into another or erased.</exception>
    public void RequireActive()
    {
        if (Status is not PersonStatus.Active) throw new RuleViolation("person-not-active");
    }

    public void Set(PersonBody facts)
    {
        RequireActive();
        (Name, OtherSpellings, Languages, Gender) = (facts.Name, [.. facts.OtherSpellings ?? []], facts.Languages ?? [], facts.Gender);
        (Emails, Phones, Needs) = (facts.Emails ?? [], facts.Phones ?? [], facts.Needs);
    }

    /// <summary>From now on <paramref name="canonical"/> speaks for this record; references to it stay, and are resolved when read.</summary>
    /// <exception cref="RuleViolation">One of them is not active, or they are one.</exception>
    public void MergeInto(Person canonical)
    {
        if (canonical.Id == Id) throw new RuleViolation("merge-with-itself");
        if (Status is not PersonStatus.Active || canonical.Status is not PersonStatus.Active) throw new RuleViolation("merge-of-active-only");
        (Status, CanonicalId) = (PersonStatus.Merged, canonical.Id);
    }

    /// <summary>It speaks for itself again.</summary>
    public void Unmerge() => (Status, CanonicalId) = (PersonStatus.Active, null);

    /// <summary>Nothing is left but the id, so that what it took part in still adds up.</summary>
    public void Erase()
    {
        (Name, OtherSpellings, Languages, Gender) = ("", [], [], null);
        (Emails, Phones, Needs, Consents) = ([], [], null, []);
        (Status, CanonicalId, RegisteredBy) = (PersonStatus.Erased, null, null);
    }

    /// <summary>Adds to what was said before: no entry is ever rewritten.</summary>
    public void Record(IEnumerable<Consent> consents, DateOnly today)
    {
        RequireActive();
        var added = consents.Select(consent => consent with { Date = consent.Date ?? today }).ToArray();
        if (added.Any(consent => consent.Date > today)) throw new ShapeException("consents", "date-in-future");
        Consents = [.. Consents, .. added];
    }
}
