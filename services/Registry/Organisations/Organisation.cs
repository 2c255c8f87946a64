using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Registry.Organisations;

public enum OrganisationKind
{
    Municipality,
    /// <summary>Province, state or region.</summary>
    Intermediate,
    Network,
    NationalGovernment,
    RegionalProcess,
    UnAgency,
    CivilSociety,
    PrivateSector,
    Diaspora,
    Academia,
    Other,
}

public enum OrganisationStatus { Active, Merged, Retired }

/// <summary>How far a local mandate reaches in a policy field.</summary>
public enum Competence { Full, Shared, None, Unknown }

public enum OtherNameKind { Translation, Acronym, Former, AsPrinted }

/// <summary>A name beside the official one; every spelling seen in a document is kept.</summary>
public sealed record OtherName([Text(300)] string Name, OtherNameKind Kind, [LanguageTag] string? Language = null);

/// <summary>A local or regional authority, a network, or any other body that takes part.</summary>
public sealed class Organisation : Entity
{
    public string Name { get; private set; } = null!;
    public OrganisationKind Kind { get; private set; }

    /// <summary>ISO 3166-1 alpha-2; null for bodies of several countries.</summary>
    public string? Country { get; private set; }

    /// <summary>ISO 3166-2.</summary>
    public string? Subdivision { get; private set; }

    // UN M49, derived from the country; stored to be filtered by.
    public string? Region { get; private set; }
    public string? Subregion { get; private set; }
    public string? IntermediateRegion { get; private set; }

    public long? Population { get; private set; }
    public string[] Languages { get; private set; } = [];
    public string? Website { get; private set; }
    public OtherName[] OtherNames { get; private set; } = [];
    public Dictionary<string, Competence> Competences { get; private set; } = [];
    public bool Verified { get; private set; }
    public OrganisationStatus Status { get; private set; }

    /// <summary>After a merge, the record that speaks for this one.</summary>
    public Guid? CanonicalId { get; private set; }

    /// <summary>The last day of a body that is no more.</summary>
    public DateOnly? RetiredOn { get; private set; }

    Organisation() { }

    public Organisation(OrganisationBody facts) => Set(facts);

    /// <summary>Under an id that was promised before.</summary>
    public Organisation(OrganisationBody facts, Guid id) : this(facts) => Id = id;

    /// <summary>Takes the facts as <paramref name="caller"/> states them.</summary>
    /// <param name="facts">All of them.</param>
    /// <param name="caller">Who states them.</param>
    /// <param name="hasMembers">It is a network in which others are members, today or later.</param>
    /// <exception cref="RuleViolation">It was merged; a network changes what the secretariat has verified; or members would be in no network.</exception>
    public void Change(OrganisationBody facts, Caller caller, bool hasMembers)
    {
        RequireNotMerged();
        if (hasMembers && facts.Kind is not OrganisationKind.Network) throw new RuleViolation("network-has-members");
        if (Verified && !caller.IsSecretariat && (facts.Name, facts.Kind, facts.Country) != (Name, Kind, Country))
        {
            throw new RuleViolation("verified-by-secretariat");
        }
        Set(facts);
    }

    public void Verify()
    {
        RequireNotMerged();
        Verified = true;
    }

    /// <exception cref="RuleViolation">It was merged into another, or retired.</exception>
    public void RequireActive()
    {
        if (Status is not OrganisationStatus.Active) throw new RuleViolation("organisation-not-active");
    }

    /// <summary>It is no more: what there was stays, nothing new is added.</summary>
    /// <exception cref="RuleViolation">It is not active; or the secretariat verified it, and a network retires it.</exception>
    public void Retire(DateOnly on, Caller caller, DateOnly today)
    {
        RequireActive();
        RequireDecidedBy(caller);
        if (on > today) throw new ShapeException("on", "date-in-future");
        (Status, RetiredOn) = (OrganisationStatus.Retired, on);
    }

    /// <exception cref="RuleViolation">It is not retired; or the secretariat verified it, and a network reinstates it.</exception>
    public void Reinstate(Caller caller)
    {
        if (Status is not OrganisationStatus.Retired) throw new RuleViolation("organisation-not-retired");
        RequireDecidedBy(caller);
        (Status, RetiredOn) = (OrganisationStatus.Active, null);
    }

    /// <summary>From now on <paramref name="canonical"/> speaks for this record; references to it stay, and are resolved when read.</summary>
    /// <exception cref="RuleViolation">One of them is not active, or they are one.</exception>
    public void MergeInto(Organisation canonical)
    {
        if (canonical.Id == Id) throw new RuleViolation("merge-with-itself");
        if (Status is not OrganisationStatus.Active || canonical.Status is not OrganisationStatus.Active) throw new RuleViolation("merge-of-active-only");
        (Status, CanonicalId) = (OrganisationStatus.Merged, canonical.Id);
    }

    /// <summary>It speaks for itself again.</summary>
    public void Unmerge() => (Status, CanonicalId) = (OrganisationStatus.Active, null);

    void RequireNotMerged()
    {
        if (Status is OrganisationStatus.Merged) RequireActive();
    }

    void RequireDecidedBy(Caller caller)
    {
        if (Verified && !caller.IsSecretariat) throw new RuleViolation("verified-by-secretariat");
    }

    void Set(OrganisationBody facts)
    {
        if (facts.Subdivision is { } code && (facts.Country is null || !code.StartsWith(facts.Country + "-", StringComparison.Ordinal)))
        {
            throw new ShapeException("subdivision", "subdivision-of-country");
        }
        var country = facts.Country is null ? null : Countries.Find(facts.Country);
        (Name, Kind, Country, Subdivision) = (facts.Name, facts.Kind, facts.Country, facts.Subdivision);
        (Region, Subregion, IntermediateRegion) = (country?.Region, country?.Subregion, country?.IntermediateRegion);
        (Population, Languages, Website) = (facts.Population, facts.Languages ?? [], facts.Website);
        (OtherNames, Competences) = ([.. facts.OtherNames ?? []], facts.Competences ?? []);
    }
}
