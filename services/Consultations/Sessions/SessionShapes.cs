using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Consultations.Sessions;

/// <summary>What a caller states about a session.</summary>
/// <param name="Kind">Which part of the consultation it is.</param>
/// <param name="Date">The day in the session's time zone.</param>
/// <param name="Title">By language tag (BCP 47).</param>
/// <param name="TimeZone">IANA name of the zone in which it is announced.</param>
/// <param name="ThemeId">A theme of the consultation's cycle.</param>
/// <param name="Start">The instant it starts, on that day; leave it out while it is unknown.</param>
/// <param name="Duration">ISO 8601, in whole minutes up to a day.</param>
/// <param name="Languages">Languages of interpretation, BCP 47.</param>
/// <param name="Seats">For local and regional authorities.</param>
public sealed record SessionBody(
    SessionKind Kind,
    [OfOurTime] DateOnly Date,
    [Translations] Dictionary<string, string> Title,
    [Zone] string TimeZone,
    Guid? ThemeId = null,
    [OfOurTime] DateTimeOffset? Start = null,
    [SessionLength] TimeSpan? Duration = null,
    [AtMost(30), LanguageTag] string[]? Languages = null,
    [Between(0, 1000)] int Seats = 0)
{
    public static SessionBody Example => new(SessionKind.Thematic, new(2020, 6, 11), new() { ["en"] = "Skilling migrants for employment" },
        "America/Costa_Rica", null, new(2020, 6, 11, 14, 0, 0, TimeSpan.Zero), TimeSpan.FromMinutes(90), ["en", "es"], 3);
}

/// <param name="Id">Names the session.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="ConsultationId">Of which consultation.</param>
/// <param name="Kind">Which part of the consultation it is.</param>
/// <param name="ThemeId">A theme of the consultation's cycle.</param>
/// <param name="Title">By language tag (BCP 47).</param>
/// <param name="Date">The day in the session's time zone.</param>
/// <param name="Start">The instant it starts; null while it is unknown.</param>
/// <param name="Duration">ISO 8601.</param>
/// <param name="TimeZone">IANA name of the zone in which it is announced.</param>
/// <param name="Languages">Languages of interpretation, BCP 47.</param>
/// <param name="Seats">For local and regional authorities.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Released">The release of the schedule that last changed it; null while it is a draft.</param>
public sealed record SessionResponse(
    Guid Id, int Version, Guid ConsultationId, SessionKind Kind, Guid? ThemeId, Dictionary<string, string> Title, DateOnly Date,
    DateTimeOffset? Start, TimeSpan? Duration, string TimeZone, string[] Languages, int Seats, SessionState State, int? Released) : IVersioned
{
    public static SessionResponse For(Caller caller, Session s) => From(s, s.KnownTo(caller));

    public static SessionResponse Of(Session s) => From(s, s.Facts);

    static SessionResponse From(Session s, SessionFacts known) => new(s.Id, s.Version, s.ConsultationId, known.Kind, known.ThemeId, known.Title, known.Date,
        known.Start, known.Duration, known.TimeZone, known.Languages, known.Seats, known.State, s.Released?.Number);

    /// <summary>What a merge patch starts from.</summary>
    public static SessionBody BodyOf(Session s) =>
        new(s.Kind, s.Date, s.Title, s.TimeZone, s.ThemeId, s.Start, s.Duration, s.Languages, s.Seats);
}

/// <summary>A session and who is to sit in it.</summary>
/// <param name="Session">The session.</param>
/// <param name="Seated">How many of its seats are taken: by those who were confirmed, whether they have answered yet or not.</param>
/// <param name="Proposed">How many nominations that you may see wait to be confirmed.</param>
public sealed record SessionSeats(SessionResponse Session, int Seated, int Proposed)
{
    internal static SessionSeats For(Caller caller, SeatedSession s) => new(SessionResponse.For(caller, s.Session), s.Seated, s.Proposed);
}
