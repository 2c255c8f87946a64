namespace MayorsMechanism.Messaging.Contracts;

/// <summary>Consultations: a person nominated for a session, with all that a letter to that person says about it.</summary>
public sealed record NominationChanged : IRecordEvent
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public required Guid SessionId { get; init; }
    public required Guid ConsultationId { get; init; }
    public required Guid PersonId { get; init; }

    /// <summary>The organisation that the person speaks for.</summary>
    public required Guid OnBehalfOf { get; init; }

    /// <summary>The network that nominated; null when the Mechanism did.</summary>
    public Guid? NominatedBy { get; init; }

    /// <summary>proposed, confirmed, accepted, declined, withdrawn, attended or absent.</summary>
    public required string State { get; init; }

    /// <summary>True once the answer has been given: no link asks for it any more.</summary>
    public required bool Answered { get; init; }

    public required string Consultation { get; init; }

    /// <summary>Title of the session by language (BCP 47). It and what follows is what the person was told, not what is planned meanwhile.</summary>
    public required Dictionary<string, string> Session { get; init; }

    public required DateOnly Date { get; init; }
    public DateTimeOffset? Start { get; init; }
    public required string TimeZone { get; init; }

    /// <summary>Rises each time the person is to be told anew: of another time or place, or that the seat is gone.</summary>
    public int Sequence { get; init; }

    /// <summary>It was withdrawn because the session was cancelled.</summary>
    public bool SessionCancelled { get; init; }

    /// <summary>
    /// The iTIP message (RFC 5546) for the person: REQUEST while seated, CANCEL once not. Attached to the letter as it is. Null before the
    /// nomination is first confirmed, and while no start is known.
    /// </summary>
    public string? Calendar { get; init; }

    /// <summary>Whom the calendar names and writes to: another than the nominated person when the two were merged at the time.</summary>
    public Guid? CalendarFor { get; init; }

    /// <summary>Of the position in which the person speaks, as it was called at the nomination; null once the person was erased.</summary>
    public string? Title { get; init; }

    /// <summary>What stands on the name plate and in the paper, where it is not the registry's name; null once the person was erased.</summary>
    public string? NameAsPrinted { get; init; }
}
