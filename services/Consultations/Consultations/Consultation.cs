using MayorsMechanism.Consultations.Consultations.Selection;
using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Consultations;

public enum ConsultationKind { RegionalConsultation, MayoralForum, SummitSession, WorkingGroupMeeting }

public enum ConsultationState { Planned, Open, UnderWay, Closed, Published }

public enum ConsultationTemplate { RegionalConsultation }

/// <summary>What local and regional authorities of a region, or of all, say to a cycle of the Forum, in a number of sessions.</summary>
public sealed class Consultation : Entity
{
    /// <summary>The host of a regional consultation picks so many of the cycle's themes.</summary>
    public const int ThemesOfARegion = 3;

    public Guid CycleId { get; private set; }
    public ConsultationKind Kind { get; private set; }
    public string Name { get; private set; } = null!;

    /// <summary>UN M49.</summary>
    public string Region { get; private set; } = null!;

    /// <summary>The regional process that hosts, an organisation of the registry.</summary>
    public Guid? HostProcessId { get; private set; }

    /// <summary>The country in the host's chair, by ISO 3166-1 alpha-2.</summary>
    public string? HostChair { get; private set; }

    /// <summary>Organisations of the registry.</summary>
    public Guid[] CoHosts { get; private set; } = [];

    /// <summary>Regional processes whose members are invited beside the host's: organisations of the registry.</summary>
    public Guid[] InvitedProcesses { get; private set; } = [];

    public string? Objectives { get; private set; }
    public string? Outputs { get; private set; }

    /// <summary>The form it was planned in.</summary>
    public ConsultationTemplate? Template { get; private set; }

    /// <summary>Whose meeting it is.</summary>
    public Guid? WorkingGroupId { get; private set; }

    public ConsultationState State { get; private set; }

    /// <summary>The selected themes of the cycle, in the host's order.</summary>
    public Guid[] Themes { get; private set; } = [];

    /// <summary>Who has signed that selection.</summary>
    public SignOff[] SignOffs { get; private set; } = [];

    /// <summary>How often its schedule was released: the number of the latest release.</summary>
    public int Releases { get; private set; }

    Consultation() { }

    public Consultation(ConsultationBody facts) => Set(facts);

    public void Set(ConsultationBody facts)
    {
        if (facts.Template is not null && facts.Kind is not ConsultationKind.RegionalConsultation) throw new ShapeException("template", "template-of-another-kind");
        if (facts.WorkingGroupId is null == facts.Kind is ConsultationKind.WorkingGroupMeeting) throw new ShapeException("workingGroupId", "meeting-of-a-group");
        RequireCount(Themes.Length, facts.Kind, "kind");
        (CycleId, Kind, Name, Region, Template) = (facts.CycleId, facts.Kind, facts.Name, facts.Region, facts.Template);
        (HostProcessId, HostChair, Objectives, Outputs) = (facts.HostProcessId, facts.HostChair, facts.Objectives, facts.Outputs);
        (CoHosts, InvitedProcesses, WorkingGroupId) = ([.. facts.CoHosts ?? []], [.. facts.InvitedProcesses ?? []], facts.WorkingGroupId);
    }

    /// <summary>Another selection than before is signed by nobody yet. An empty one takes it back.</summary>
    /// <exception cref="RuleViolation">The consultation is published.</exception>
    public void Select(IReadOnlyList<Guid> themes, Cycle cycle)
    {
        RequireUnpublished();
        if (themes.Distinct().Count() < themes.Count) throw new ShapeException("themes", "theme-twice");
        if (themes.Except(cycle.Themes.Select(theme => theme.Id)).Any()) throw new ShapeException("themes", "unknown-theme");
        RequireCount(themes.Count, Kind, "themes");
        if (!Themes.ToHashSet().SetEquals(themes)) SignOffs = [];
        Themes = [.. themes];
    }

    /// <exception cref="RuleViolation">Nothing is selected, this party has signed, or the consultation is published.</exception>
    public void Sign(SignOff signOff)
    {
        RequireUnpublished();
        if (Themes.Length == 0) throw new RuleViolation("nothing-selected");
        if (SignOffs.Any(known => known.Party == signOff.Party)) throw new RuleViolation("signed-already");
        SignOffs = [.. SignOffs, signOff];
    }

    /// <exception cref="RuleViolation">This party has not signed, or the consultation is published.</exception>
    public void TakeBackSignOff(SignOffParty party)
    {
        RequireUnpublished();
        if (SignOffs.All(known => known.Party != party)) throw new RuleViolation("not-signed");
        SignOffs = [.. SignOffs.Where(known => known.Party != party)];
    }

    /// <summary>Networks see it from now on.</summary>
    public void Open() => Go(ConsultationState.Planned, ConsultationState.Open);

    public void Start() => Go(ConsultationState.Open, ConsultationState.UnderWay);

    public void Close() => Go(ConsultationState.UnderWay, ConsultationState.Closed);

    public void Publish() => Go(ConsultationState.Closed, ConsultationState.Published);

    /// <summary>Gives the number of a new release of its schedule.</summary>
    /// <exception cref="RuleViolation">It is not open yet: nobody could see it.</exception>
    public int ReleaseSchedule()
    {
        if (State is ConsultationState.Planned) throw new RuleViolation("not-open-yet");
        Touch();
        return ++Releases;
    }

    void Go(ConsultationState from, ConsultationState to)
    {
        if (State != from) throw new RuleViolation("consultation-state");
        State = to;
    }

    static void RequireCount(int themes, ConsultationKind kind, string field)
    {
        if (kind is ConsultationKind.RegionalConsultation && themes is not (0 or ThemesOfARegion))
        {
            throw new ShapeException(field, Text.Reference("select-themes", ThemesOfARegion));
        }
    }

    void RequireUnpublished()
    {
        if (State is ConsultationState.Published) throw new RuleViolation("selection-fixed");
    }
}
