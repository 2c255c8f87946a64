using System.Text.Json;
using System.Text.Json.Nodes;
using MayorsMechanism.Consultations.Availabilities;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Sessions;

/// <summary>What participants are told of a session.</summary>
/// <param name="Kind">Which part of the consultation it is.</param>
/// <param name="ThemeId">A theme of the consultation's cycle.</param>
/// <param name="Title">By language tag (BCP 47).</param>
/// <param name="Date">The day in the session's time zone.</param>
/// <param name="Start">The instant it starts; unknown for some that are over.</param>
/// <param name="Duration">How long it takes.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Languages">Languages of interpretation, BCP 47.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Seats">For local and regional authorities.</param>
public sealed record SessionFacts(
    SessionKind Kind, Guid? ThemeId, Dictionary<string, string> Title, DateOnly Date, DateTimeOffset? Start, TimeSpan? Duration, string TimeZone,
    string[] Languages, SessionState State, int Seats)
{
    /// <summary>A change of these is a move: whoever is to come has to know.</summary>
    static readonly string[] TimeAndPlace = ["date", "start", "duration", "timeZone"];

    /// <summary>From when to when; no longer than an instant where nobody said how long.</summary>
    internal Interval? Time => Start is { } start ? new(start, start + (Duration ?? TimeSpan.Zero)) : null;

    /// <summary>The title in the first of these languages that it has; else in English, else in any.</summary>
    public (string Language, string Title) TitleIn(IEnumerable<string> languages)
    {
        var wanted = languages.Select(tag => tag.Split('-')[0]).Append("en");
        var (language, title) = wanted.Select(language => Title.FirstOrDefault(title => title.Key.Split('-')[0] == language))
            .Append(Title.First()).First(title => title.Value is not null);
        return (language, title);
    }

    /// <summary>The names of the fields that differ, spelled as in the API.</summary>
    public IReadOnlyList<string> ChangesSince(SessionFacts before)
    {
        var (now, then) = (Fields(this), Fields(before));
        return [.. now.Where(field => !JsonNode.DeepEquals(field.Value, then[field.Key])).Select(field => field.Key)];
    }

    public bool IsMovedSince(SessionFacts before) => IsMove(ChangesSince(before));

    public static bool IsMove(IEnumerable<string> changes) => changes.Any(TimeAndPlace.Contains);

    /// <summary>What raises the SEQUENCE of its calendar entry (RFC 5545, section 3.8.7.4): time, place and state.</summary>
    public static bool IsSignificant(IReadOnlyList<string> changes) => IsMove(changes) || changes.Contains("state");

    static JsonObject Fields(SessionFacts facts) => JsonSerializer.SerializeToNode(facts, ApiConventions.Json)!.AsObject();
}
