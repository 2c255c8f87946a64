namespace MayorsMechanism.Messaging.Contracts;

/// <summary>
/// Consultations: an organisation, a network or a government is invited to a consultation or to one session of it, with all that a letter
/// about it says. Of a session it tells what was announced, not what is planned meanwhile.
/// </summary>
public sealed record InvitationChanged : IRecordEvent
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public required Guid ConsultationId { get; init; }

    /// <summary>Null when it is to the whole consultation.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Who is invited.</summary>
    public required Guid OrganisationId { get; init; }

    /// <summary>open, accepted, declined or withdrawn.</summary>
    public required string State { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    /// <summary>How often a reminder was asked for: when it rises, one is due.</summary>
    public required long Reminders { get; init; }

    /// <summary>Name of the consultation.</summary>
    public required string Consultation { get; init; }

    /// <summary>Title of the session by language (BCP 47).</summary>
    public Dictionary<string, string>? Session { get; init; }

    /// <summary>Day of the session in its zone.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Who is written to for the invited one: a person of the registry. Null when nobody is.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>Name of the invited one.</summary>
    public string? Organisation { get; init; }

    /// <summary>Start of the session, if known.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>IANA name of the session's zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The session is announced as cancelled: who accepted comes for nothing.</summary>
    public bool SessionCancelled { get; init; }
}
