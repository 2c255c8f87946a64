using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.Duplicates;

public enum DuplicateKind { Person, Organisation }

public enum DuplicateState
{
    Suggested,
    Merged,
    /// <summary>Somebody said that they are two; not suggested again unless the evidence gets stronger.</summary>
    KeptApart,
    /// <summary>No longer alike, or one of them was merged elsewhere.</summary>
    Moot,
}

public enum EvidenceKind { Name, Organisation, Email, Phone, Country, OrganisationKind, Website }

/// <summary>Why two records may be of one.</summary>
/// <param name="Kind">What is alike.</param>
/// <param name="First">As the first record has it: a name, an address, an organisation's id.</param>
/// <param name="Second">As the second record has it.</param>
/// <param name="Score">How alike, from 0 to 1.</param>
public sealed record Evidence(EvidenceKind Kind, string First, string Second, double Score);

/// <summary>Two records that may be of one person, or of one organisation. Suggested by the service; decided by a person.</summary>
public sealed class Duplicate : Entity
{
    /// <summary>What the evidence must gain before two that were kept apart are suggested again: less than any new kind of evidence adds.</summary>
    const double Stronger = 0.1;

    public DuplicateKind Kind { get; private set; }

    /// <summary>The lesser id, so that a pair has one record.</summary>
    public Guid FirstId { get; private set; }

    public Guid SecondId { get; private set; }
    public DuplicateState State { get; private set; }
    public Evidence[] Evidence { get; private set; } = [];

    /// <summary>The weight of all evidence; comparable among pairs of one kind.</summary>
    public double Strength { get; private set; }

    /// <summary>Why they were kept apart.</summary>
    public string? Reason { get; private set; }

    public Guid? MergeId { get; private set; }

    Duplicate() { }

    public Duplicate(DuplicateKind kind, Likeness found)
    {
        (Kind, FirstId, SecondId) = (kind, found.FirstId, found.SecondId);
        (Evidence, Strength) = (found.Evidence, found.Strength);
    }

    /// <summary>The records were compared anew and are still alike.</summary>
    public void Find(Likeness found)
    {
        if (State is DuplicateState.KeptApart && found.Strength < Strength + Stronger) return;
        if (State is DuplicateState.Suggested && Evidence.SequenceEqual(found.Evidence)) return;
        (State, Evidence, Strength) = (DuplicateState.Suggested, found.Evidence, found.Strength);
        (Reason, MergeId) = (null, null);
        Touch();
    }

    /// <summary>The records are no longer alike, or one of them does not speak for itself any more.</summary>
    public void Drop()
    {
        if (State is not DuplicateState.Suggested) return;
        State = DuplicateState.Moot;
        Touch();
    }

    /// <exception cref="RuleViolation">It was decided before, or is moot.</exception>
    public void KeepApart(string reason)
    {
        RequireSuggested();
        (State, Reason) = (DuplicateState.KeptApart, reason);
    }

    /// <exception cref="RuleViolation">It was decided before, or is moot.</exception>
    public void RequireSuggested()
    {
        if (State is not DuplicateState.Suggested) throw new RuleViolation("duplicate-decided");
    }

    public void Merged(Guid merge) => (State, MergeId) = (DuplicateState.Merged, merge);
}
