namespace MayorsMechanism.Consultations.Attendances;

/// <summary>Who came to a session, in numbers, as far as the caller may see its nominations.</summary>
/// <param name="SessionId">Which session.</param>
/// <param name="Seats">For local and regional authorities.</param>
/// <param name="Proposed">Wait to be confirmed, alternates included.</param>
/// <param name="Unanswered">Confirmed, and said nothing yet.</param>
/// <param name="Accepted">Said that they come.</param>
/// <param name="Declined">Said that they do not.</param>
/// <param name="Withdrawn">Taken back.</param>
/// <param name="Attended">Came.</param>
/// <param name="Absent">Had a seat and did not come.</param>
/// <param name="MinutesPlanned">Of all turns to speak together.</param>
/// <param name="MinutesUsed">Of those of which somebody said how long they were.</param>
public sealed record SessionAttendance(
    Guid SessionId, int Seats, int Proposed, int Unanswered, int Accepted, int Declined, int Withdrawn, int Attended, int Absent,
    int MinutesPlanned, int MinutesUsed);

/// <param name="ConsultationId">Which consultation.</param>
/// <param name="Sessions">In the order of their days.</param>
public sealed record ConsultationAttendance(Guid ConsultationId, IReadOnlyList<SessionAttendance> Sessions);
