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
/// <param name="ThroughMerge">It stands in a record that was merged into one of the two.</param>
public sealed record Evidence(EvidenceKind Kind, string First, string Second, double Score, bool ThroughMerge = false);

/// <summary>Two records that may be of one person, or of one organisation. Suggested by the service; decided by a person.</summary>
public sealed class Duplicate : Entity
{
    /// <summary>What the evidence must gain before two that were kept apart are suggested again: less than any new kind of evidence adds.</summary>
    const double Stronger = 0.1;

    /// <summary>The JSON that evidence contains when some of it stands in merged records.</summary>
    public const string ThroughMerge = """[{"throughMerge":true}]""";

    public DuplicateKind Kind { get; private set; }

    /// <summary>The lesser id, so that a pair has one record.</summary>
    public Guid FirstId { get; private set; }

    public Guid SecondId { get; private set; }
    public DuplicateState State { get; private set; }
    public Evidence[] Evidence { get; private set; } = [];

    /// <summary>The weight of all evidence; comparable among pairs of one kind.</summary>
    public double Strength { get; private set; }

    /// <summary>Why they were kept apart; meant only while they are.</summary>
    public string? Reason { get; private set; }

    /// <summary>The strength that was decided upon when they were kept apart: as long as the evidence is hardly more, they are.</summary>
    public double? KeptStrength { get; private set; }

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
        var state = IsDecidedUpon(found.Strength) ? DuplicateState.KeptApart : DuplicateState.Suggested;
        if (State == state && (state is DuplicateState.KeptApart || Evidence.SequenceEqual(found.Evidence))) return;
        (State, Evidence, Strength, MergeId) = (state, found.Evidence, found.Strength, null);
        Touch();
    }

    /// <summary>Whether somebody kept the two apart upon as much evidence, or hardly less.</summary>
    public bool IsDecidedUpon(double strength) => strength < KeptStrength + Stronger;

    /// <summary>The records are no longer alike, or one of them does not speak for itself any more.</summary>
    public void Drop()
    {
        if (State is not DuplicateState.Suggested) return;
        State = KeptStrength is null ? DuplicateState.Moot : DuplicateState.KeptApart;
        Touch();
    }

    /// <exception cref="RuleViolation">It was decided before, or is moot.</exception>
    public void KeepApart(string reason)
    {
        RequireSuggested();
        (State, Reason, KeptStrength) = (DuplicateState.KeptApart, reason, Strength);
    }

    /// <exception cref="RuleViolation">It was decided before, or is moot.</exception>
    public void RequireSuggested()
    {
        if (State is not DuplicateState.Suggested) throw new RuleViolation("duplicate-decided");
    }

    public void Merged(Guid merge) => (State, MergeId) = (DuplicateState.Merged, merge);
}
