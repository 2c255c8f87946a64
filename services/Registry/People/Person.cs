using MayorsMechanism.Registry.Documents;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.People;

public enum PersonStatus { Active, Merged, Erased }

public enum ConsentUse { Name, Photo, Quote, ContactSharing }

/// <summary>Another spelling of a name, and where it was seen. Every name as printed is kept.</summary>
public sealed record Spelling([Text(200)] string Name, [Text(300)] string? SeenIn = null);

/// <summary>Consent to one use, or its withdrawal; the entry of the latest day for a use counts, of one day the one recorded last.</summary>
/// <param name="Use">What it is for.</param>
/// <param name="Granted">False withdraws.</param>
/// <param name="Source">Where it was given, such as registration-form.</param>
/// <param name="Date">The day it was given; the day of recording unless stated.</param>
/// <param name="DocumentId">A document about the same person that proves it, such as the form they signed.</param>
public sealed record Consent(ConsentUse Use, bool Granted, [Text(100)] string Source, DateOnly? Date = null, Guid? DocumentId = null)
{
    /// <summary>Whether it says again what <paramref name="known"/> said: a file of people leaves the proof out.</summary>
    public bool Repeats(Consent known) => this with { Date = Date ?? known.Date, DocumentId = DocumentId ?? known.DocumentId } == known;
}

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

    /// <summary>The network that wrote the addresses and numbers as they are; null when the secretariat did.</summary>
    public Guid? ContactsBy { get; private set; }

    Person() { }

    public Person(PersonBody facts, Guid? registeredBy)
    {
        RegisteredBy = registeredBy;
        Set(facts, registeredBy);
    }

    /// <summary>Under an id that was promised before.</summary>
    public Person(PersonBody facts, Guid? registeredBy, Guid id) : this(facts, registeredBy) => Id = id;

    /// <exception cref="RuleViolation">The record was merged into another or erased.</exception>
    public void RequireActive()
    {
        if (Status is not PersonStatus.Active) throw new RuleViolation("person-not-active");
    }

    /// <param name="facts">What is stated now.</param>
    /// <param name="by">The network that states it; null when the secretariat does.</param>
    /// <param name="withheld">They are not shown the contacts: none stated leaves all there are, any stated replaces all.</param>
    public void Set(PersonBody facts, Guid? by, bool withheld = false)
    {
        RequireActive();
        (Name, OtherSpellings, Languages, Gender) = (facts.Name, [.. facts.OtherSpellings ?? []], facts.Languages ?? [], facts.Gender);
        Needs = facts.Needs;
        var (emails, phones) = (facts.Emails ?? [], facts.Phones ?? []);
        if (withheld ? emails.Length + phones.Length == 0 : Emails.SequenceEqual(emails) && Phones.SequenceEqual(phones)) return;
        (Emails, Phones, ContactsBy) = (emails, phones, by);
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
        (Status, CanonicalId, RegisteredBy, ContactsBy) = (PersonStatus.Erased, null, null, null);
    }

    /// <exception cref="RuleViolation">The latest word about some use rests on this document.</exception>
    public void RequireUnproved(PersonDocument document)
    {
        if (Consents.GroupBy(consent => consent.Use).Any(said => said.Last().DocumentId == document.Id)) throw new RuleViolation("document-proves-consent");
    }

    /// <summary>Whether the latest word about a use was to refuse it.</summary>
    public bool Refuses(ConsentUse use) => Consents.LastOrDefault(consent => consent.Use == use) is { Granted: false };

    /// <summary>Whether it would be the latest word, and let addresses and numbers be shared; an old paper that is found later is not.</summary>
    public bool WouldUnlock(Consent said, DateOnly today) => said is { Use: ConsentUse.ContactSharing, Granted: true }
        && !Consents.Any(known => known.Use == said.Use && known.Date > (said.Date ?? today));

    /// <summary>
    /// Adds to what was said before: no entry is ever rewritten. Also under a record that was merged, since what is said under any counts for the person.
    /// </summary>
    /// <param name="consents">What is said now.</param>
    /// <param name="today">The day of recording.</param>
    /// <param name="proof">The document about this person that they may name, if there is one.</param>
    public void Record(IEnumerable<Consent> consents, DateOnly today, Guid? proof = null)
    {
        if (Status is PersonStatus.Erased) throw new RuleViolation("person-not-active");
        var added = consents.Select(consent => consent with { Date = consent.Date ?? today }).ToArray();
        if (added.Any(consent => consent.Date > today)) throw new ShapeException("consents", "date-in-future");
        if (added.Any(consent => consent.DocumentId is not null && consent.DocumentId != proof)) throw new ShapeException("documentId", "unknown-document");
        // In the order of their days, those of one day as they were recorded: an old paper that is found later changes nothing.
        Consents = [.. Consents.Concat(added).OrderBy(consent => consent.Date)];
    }
}
