using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.WorkingGroups;

/// <summary>A group of the Forum that works on one subject. Co-chairs and members are roles in it; its meetings are consultations that name it.</summary>
public sealed class WorkingGroup : Entity
{
    public string Name { get; private set; } = null!;
    public string? TermsOfReference { get; private set; }

    WorkingGroup() { }

    public WorkingGroup(WorkingGroupBody facts) => Set(facts);

    public void Set(WorkingGroupBody facts) => (Name, TermsOfReference) = (facts.Name, facts.TermsOfReference);
}
