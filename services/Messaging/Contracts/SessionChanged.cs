namespace MayorsMechanism.Messaging.Contracts;

/// <summary>Consultations: a session of a consultation.</summary>
public sealed record SessionChanged : IRecordEvent
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public required Guid ConsultationId { get; init; }

    /// <summary>opening-plenary, thematic, closing-session, closing-plenary or additional.</summary>
    public required string Kind { get; init; }

    /// <summary>Title by language (BCP 47).</summary>
    public required Dictionary<string, string> Title { get; init; }

    public required DateOnly Date { get; init; }

    /// <summary>The instant it starts; may be unknown.</summary>
    public DateTimeOffset? Start { get; init; }

    public TimeSpan? Duration { get; init; }

    /// <summary>IANA name of the zone in which the session is announced.</summary>
    public required string TimeZone { get; init; }

    /// <summary>tentative, confirmed, held or cancelled.</summary>
    public required string State { get; init; }
}
