namespace MayorsMechanism.Console.Pages.Answering;

/// <summary>What the API tells whoever has the link of a nomination.</summary>
public sealed record NominationShown(
    string Consultation, Dictionary<string, string> Session, DateOnly Date, DateTimeOffset? Start, string TimeZone,
    string Person, string Organisation, string State, bool CanAnswer, bool CanSayWhen, AvailabilityShown? Availability);

/// <summary>When they can come, as far as it was said.</summary>
public sealed record AvailabilityShown(string TimeZone, Span[] Intervals);

/// <summary>From one instant to another.</summary>
public sealed record Span(DateTimeOffset From, DateTimeOffset To);

/// <summary>What the API tells whoever has the link of an invitation.</summary>
public sealed record InvitationShown(
    string Consultation, Dictionary<string, string>? Session, DateOnly? Date, DateTimeOffset? Start, string? TimeZone,
    string Person, string Organisation, DateTimeOffset Deadline, string State, bool CanAnswer);
