namespace MayorsMechanism.Consultations.Warnings;

public enum WarningCode
{
    /// <summary>The person is nominated elsewhere at an overlapping time: nominationId and sessionId name that.</summary>
    DoubleBooked,

    /// <summary>Not between 06:00 and 22:00 where the person is: localStart says when. Only where a zone was given.</summary>
    OutsideWakingHours,

    /// <summary>Outside the times that were entered for the person.</summary>
    NotAvailable,

    /// <summary>The person has none of the session's languages.</summary>
    NoSharedLanguage,

    /// <summary>The person speaks for another organisation than that of the position, and no mandate says so.</summary>
    MandateMissing,

    /// <summary>The mandate does not hold on the session's day, or not for this session any more.</summary>
    MandateNotValid,

    /// <summary>The person does not hold the position on the session's day any more.</summary>
    PositionEnded,

    /// <summary>Another nomination for this session, named by nominationId, is of the same person or of somebody of the same name.</summary>
    PossibleDuplicate,

    /// <summary>With those before it there are more than the session's seats: number.</summary>
    BeyondSeats,

    /// <summary>With those before it there are more than the network was called for: number.</summary>
    BeyondCall,

    /// <summary>All speakers together are planned to speak longer than the session is: number is by how many minutes.</summary>
    SlotsBeyondDuration,
}

/// <summary>What a planner may want to mend. It refuses nothing.</summary>
/// <param name="Code">What it is about.</param>
/// <param name="NominationId">The other nomination that it is about.</param>
/// <param name="SessionId">The other session that it is about.</param>
/// <param name="Number">Seats, or minutes.</param>
/// <param name="LocalStart">When the session starts on the person's clock, such as 2020-06-11T03:00.</param>
public sealed record Warning(WarningCode Code, Guid? NominationId = null, Guid? SessionId = null, int? Number = null, string? LocalStart = null);

/// <summary>What there is to mend about one nomination.</summary>
/// <param name="NominationId">Which nomination.</param>
/// <param name="Warnings">What there is to mend.</param>
public sealed record NominationWarnings(Guid NominationId, IReadOnlyList<Warning> Warnings);

/// <summary>What there is to mend about a session, as far as the caller may see its nominations.</summary>
/// <param name="SessionId">Which session.</param>
/// <param name="Session">About the session as a whole.</param>
/// <param name="Nominations">About single nominations; those without a warning are left out.</param>
public sealed record SessionWarnings(Guid SessionId, IReadOnlyList<Warning> Session, IReadOnlyList<NominationWarnings> Nominations);
