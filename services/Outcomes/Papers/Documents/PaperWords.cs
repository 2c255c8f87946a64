using System.Globalization;
using System.Text.Json;
using MayorsMechanism.ServiceDefaults.Reference;

namespace MayorsMechanism.Outcomes.Papers.Documents;

/// <summary>Headings, dates and countries in one of the languages that papers.json knows.</summary>
sealed class PaperWords(string language)
{
    static readonly Dictionary<string, Dictionary<string, string>> Words = Read();

    readonly CultureInfo _culture = CultureInfo.GetCultureInfo(language);

    public string Language => language;

    /// <summary>For a language tag (BCP 47): in its language if we have it, else in English.</summary>
    public static PaperWords For(string tag)
    {
        var language = tag.Split('-')[0].ToLowerInvariant();
        return new PaperWords(ServiceDefaults.Api.Text.Languages.Contains(language) ? language : "en");
    }

    public string Say(string word, params object[] arguments) => string.Format(_culture, Words[word][language], arguments);

    public string Date(DateOnly date) => date.ToString(Say("date-pattern"), _culture);

    /// <summary>By the session's own clock, with the place that its zone is named after; in UTC when this machine knows no such zone.</summary>
    public static string Time(DateTimeOffset time, string zone)
    {
        var clock = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;
        var place = clock.Id.Split('/')[^1].Replace('_', ' ');
        return $"{TimeZoneInfo.ConvertTime(time, clock).ToString("HH:mm", CultureInfo.InvariantCulture)} ({place})";
    }

    /// <summary>The code itself when it names no country.</summary>
    // A region of a language names itself in that language: .NET has no other way to ask for a country's name in a given one.
    public string Country(string code) => Countries.Find(code) is null ? PlainText.Line(code) : new RegionInfo($"{language}-{code}").NativeName;

    static Dictionary<string, Dictionary<string, string>> Read()
    {
        using var stream = Embedded.Open("papers.json");
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!;
    }
}
