using MayorsMechanism.Outcomes.Papers.Documents;
using MayorsMechanism.Outcomes.Releases;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Outcomes.Papers;

/// <summary>The word of a co-steering organisation for a draft.</summary>
/// <param name="Organisation">uclg, mmc or iom.</param>
/// <param name="By">The account of its member of staff.</param>
/// <param name="At">When.</param>
/// <param name="Digest">Of the draft that was read.</param>
public sealed record SignOff(string Organisation, string By, DateTimeOffset At, string Digest);

/// <summary>The overview of a consultation: texts of its own, and what is assembled around them.</summary>
public sealed class Paper : Entity
{
    /// <summary>Each has to sign off before a paper is released.</summary>
    public static readonly IReadOnlyList<string> CoSteering = ["uclg", "mmc", "iom"];

    public Guid ConsultationId { get; private set; }
    public Dictionary<string, string> Title { get; private set; } = [];
    public Dictionary<string, string>? Introduction { get; private set; }

    /// <summary>On the Mayors Mechanism itself.</summary>
    public Dictionary<string, string>? Mechanism { get; private set; }

    public Dictionary<string, string>? Cycle { get; private set; }
    public Dictionary<string, string>? Consultation { get; private set; }
    public Dictionary<string, string>? Outputs { get; private set; }
    public Dictionary<string, string>? Participation { get; private set; }
    public Dictionary<string, string>? Structure { get; private set; }

    /// <summary>Number of the latest; 0 before the first.</summary>
    public int Releases { get; private set; }

    /// <summary>The latest of each organisation.</summary>
    public SignOff[] SignOffs { get; private set; } = [];

    Paper() { }

    public Paper(PaperBody facts)
    {
        ConsultationId = facts.ConsultationId;
        Set(facts);
    }

    public void Set(PaperBody facts)
    {
        if (facts.ConsultationId != ConsultationId) throw new ShapeException("consultationId", "fixed-consultation");
        (Title, Introduction, Mechanism, Cycle) = (facts.Title, facts.Introduction, facts.Mechanism, facts.Cycle);
        (Consultation, Outputs, Participation, Structure) = (facts.Consultation, facts.Outputs, facts.Participation, facts.Structure);
    }

    /// <param name="organisation">For which the signer speaks.</param>
    /// <param name="by">The signer.</param>
    /// <param name="read">Digest of what the signer has read.</param>
    /// <param name="present">Digest of the draft as it is now.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RuleViolation">The draft is not what was read any more.</exception>
    public void Sign(string organisation, string by, string read, string present, DateTimeOffset now)
    {
        if (read != present) throw new RuleViolation("draft-changed");
        SignOffs = [.. SignOffs.Where(signOff => signOff.Organisation != organisation), new(organisation, by, now, present)];
    }

    /// <summary>Freezes the draft.</summary>
    /// <param name="draft">As it is now.</param>
    /// <param name="latest">The release before.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RuleViolation">Nothing is new, or somebody has not signed off what is.</exception>
    public Release Release(PaperDocument draft, Release? latest, DateTimeOffset now)
    {
        var digest = Digest.Of(draft);
        if (latest?.Digest == digest) throw new RuleViolation("nothing-new");
        var missing = CoSteering.Except(SignOffs.Where(signOff => signOff.Digest == digest).Select(signOff => signOff.Organisation)).ToArray();
        if (missing.Length > 0) throw new RuleViolation("sign-off-missing", string.Join(", ", missing));
        return Number(draft, now);
    }

    /// <summary>What an erasure left of the latest release, as the next one: nobody is asked for it.</summary>
    public Release ReleaseWithout(PaperDocument rest, DateTimeOffset now) => Number(rest, now);

    /// <summary>Whole seconds: what is printed is what is kept.</summary>
    Release Number(PaperDocument document, DateTimeOffset now) =>
        new(document with { Number = ++Releases, ReleasedAt = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)) });
}
