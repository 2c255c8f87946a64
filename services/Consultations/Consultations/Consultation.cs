using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Consultations;

public enum ConsultationState { Planned, Open, UnderWay, Closed, Published }

public enum ConsultationTemplate { RegionalConsultation }

/// <summary>What local and regional authorities of a region say to a cycle of the Forum, in a number of sessions.</summary>
public sealed class Consultation : Entity
{
    public Guid CycleId { get; private set; }
    public string Name { get; private set; } = null!;

    /// <summary>UN M49.</summary>
    public string Region { get; private set; } = null!;

    /// <summary>The regional process that hosts, an organisation of the registry.</summary>
    public Guid? HostProcessId { get; private set; }

    /// <summary>The country in the host's chair, by ISO 3166-1 alpha-2.</summary>
    public string? HostChair { get; private set; }

    public string? Objectives { get; private set; }

    /// <summary>The form it was planned in.</summary>
    public ConsultationTemplate? Template { get; private set; }

    public ConsultationState State { get; private set; }

    /// <summary>How often its schedule was released: the number of the latest release.</summary>
    public int Releases { get; private set; }

    Consultation() { }

    public Consultation(ConsultationBody facts) => Set(facts);

    public void Set(ConsultationBody facts)
    {
        (CycleId, Name, Region, Template) = (facts.CycleId, facts.Name, facts.Region, facts.Template);
        (HostProcessId, HostChair, Objectives) = (facts.HostProcessId, facts.HostChair, facts.Objectives);
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
}
