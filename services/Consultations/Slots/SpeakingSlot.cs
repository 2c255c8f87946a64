using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Slots;

/// <summary>A turn to speak in a session: the how-manieth, for how long, and how long it was.</summary>
public sealed class SpeakingSlot : Entity
{
    public Guid SessionId { get; private set; }

    /// <summary>Who speaks: somebody nominated for the same session.</summary>
    public Guid NominationId { get; private set; }

    /// <summary>From 1.</summary>
    public int Order { get; private set; }

    public int MinutesPlanned { get; private set; }

    /// <summary>Null until the session was held and somebody looked at the clock.</summary>
    public int? MinutesUsed { get; private set; }

    SpeakingSlot() { }

    public SpeakingSlot(Guid session, SlotBody facts)
    {
        (SessionId, NominationId) = (session, facts.NominationId);
        Set(facts);
    }

    public void Set(SlotBody facts) => (Order, MinutesPlanned, MinutesUsed) = (facts.Order, facts.MinutesPlanned, facts.MinutesUsed);
}
