using MayorsMechanism.Consultations.Answers;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Consultations.Departures;

/// <summary>That somebody agreed to one departure of a consultation. It stays when the departure goes: it was agreed.</summary>
public sealed class ExceptionRecord : Entity
{
    public Guid ConsultationId { get; private set; }

    /// <summary>The departure's key.</summary>
    public string Departure { get; private set; } = null!;

    public string Reason { get; private set; } = null!;

    /// <summary>In words, such as Chair and host.</summary>
    public string AgreedBy { get; private set; } = null!;

    /// <summary>When they agreed, how it is known, and who wrote it down.</summary>
    public RecordedAnswer Recorded { get; private set; } = null!;

    public DateTimeOffset RecordedAt { get; private set; }

    ExceptionRecord() { }

    public ExceptionRecord(Guid consultation, ExceptionBody facts, RecordedAnswer recorded, DateTimeOffset now)
    {
        (ConsultationId, Departure, Reason, AgreedBy) = (consultation, facts.Departure, facts.Reason, facts.AgreedBy);
        (Recorded, RecordedAt) = (recorded, now);
    }
}
