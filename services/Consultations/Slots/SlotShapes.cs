using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Slots;

/// <summary>A turn to speak.</summary>
/// <param name="NominationId">Who speaks: a nomination for this session that was neither declined nor withdrawn.</param>
/// <param name="Order">From 1; each once in a session.</param>
/// <param name="MinutesPlanned">How long it is to be.</param>
/// <param name="MinutesUsed">How long it was.</param>
public sealed record SlotBody(
    Guid NominationId, [Between(1, 1000)] int Order, [Between(1, 1440)] int MinutesPlanned, [Between(0, 1440)] int? MinutesUsed = null)
{
    public static SlotBody Example => new(Guid.Parse("01970000-0000-7000-8000-000000000005"), 1, 7);
}

/// <param name="Id">Names the slot.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="SessionId">In which session.</param>
/// <param name="NominationId">Who speaks.</param>
/// <param name="Order">The how-manieth.</param>
/// <param name="MinutesPlanned">How long it is to be.</param>
/// <param name="MinutesUsed">How long it was; null while nobody said.</param>
public sealed record SlotResponse(
    Guid Id, int Version, Guid SessionId, Guid NominationId, int Order, int MinutesPlanned, int? MinutesUsed) : IVersioned
{
    public static SlotResponse Of(SpeakingSlot s) => new(s.Id, s.Version, s.SessionId, s.NominationId, s.Order, s.MinutesPlanned, s.MinutesUsed);

    /// <summary>What a merge patch starts from.</summary>
    public static SlotBody BodyOf(SpeakingSlot s) => new(s.NominationId, s.Order, s.MinutesPlanned, s.MinutesUsed);
}
