using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;

namespace MayorsMechanism.Outcomes.Copies;

/// <summary>What Consultations last told of a consultation.</summary>
public sealed class ConsultationCopy : Copy<ConsultationChanged>
{
    public Guid CycleId { get; private set; }
    public string Name { get; private set; } = null!;
    public Guid? HostProcessId { get; private set; }
    public string? HostChair { get; private set; }
    public string? Objectives { get; private set; }

    protected override void Take(ConsultationChanged newest)
    {
        (CycleId, Name) = (newest.CycleId, newest.Name);
        (HostProcessId, HostChair, Objectives) = (newest.HostProcessId, newest.HostChair, newest.Objectives);
    }
}
