using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Calls;

/// <summary>What the secretariat asks of a network.</summary>
/// <param name="NetworkId">Whom it asks: an organisation of the registry.</param>
/// <param name="Seats">For how many seats it may nominate; more is warned of, not refused.</param>
/// <param name="Deadline">The last instant at which the network may nominate.</param>
/// <param name="Profile">Who is wanted, by language tag (BCP 47).</param>
public sealed record CallBody(
    Guid NetworkId, [Between(1, 1000)] int Seats, [OfOurTime] DateTimeOffset Deadline, [Translations(2000)] Dictionary<string, string>? Profile = null)
{
    public static CallBody Example => new(Guid.Parse("01970000-0000-7000-8000-000000000004"), 2, new(2020, 6, 1, 22, 0, 0, TimeSpan.Zero),
        new() { ["en"] = "Mayors of cities that run skills programmes with migrants", ["es"] = "Alcaldesas y alcaldes de ciudades con programas de competencias" });
}

/// <param name="Id">Names the call.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="SessionId">For which session.</param>
/// <param name="NetworkId">Whom it asks.</param>
/// <param name="Seats">For how many seats.</param>
/// <param name="Deadline">Until when.</param>
/// <param name="Profile">Who is wanted, by language tag (BCP 47).</param>
/// <param name="State">Whether it was closed by hand; a deadline that is over closes it, too.</param>
public sealed record CallResponse(
    Guid Id, int Version, Guid SessionId, Guid NetworkId, int Seats, DateTimeOffset Deadline, Dictionary<string, string>? Profile, CallState State) : IVersioned
{
    public static CallResponse Of(NominationCall c) => new(c.Id, c.Version, c.SessionId, c.NetworkId, c.Seats, c.Deadline, c.Profile, c.State);

    /// <summary>What a merge patch starts from.</summary>
    public static CallBody BodyOf(NominationCall c) => new(c.NetworkId, c.Seats, c.Deadline, c.Profile);
}
