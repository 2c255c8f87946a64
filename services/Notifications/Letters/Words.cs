using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Notifications.Letters;

/// <summary>A letter in words, in one language, as text and as HTML.</summary>
public sealed partial record Words(string Language, string Subject, string Text, string Html)
{
    static readonly Dictionary<LetterTrigger, Dictionary<string, Template>> Templates = Read();

    /// <param name="letter">What it is about.</param>
    /// <param name="name">To whom.</param>
    /// <param name="languages">Theirs, the preferred one first; English if we write none of them.</param>
    /// <param name="link">Where to answer; null when no answer is asked for.</param>
    public static Words For(Letter letter, string name, IEnumerable<string> languages, string? link)
    {
        var ours = Templates[letter.Trigger];
        var language = languages.Select(tag => tag.Split('-')[0].ToLowerInvariant()).FirstOrDefault(ours.ContainsKey) ?? "en";
        var template = ours[language];
        var facts = Facts(letter.Occasion, name, language);
        // In one pass: what a fact contains is never taken for a place to fill.
        string Fill(string text) => Place().Replace(text, place => facts[place.Groups[1].Value]);

        // What is not known is not said: a whole consultation has no session.
        bool IsKnown(string text) => Place().Matches(text).All(place => facts.ContainsKey(place.Groups[1].Value));

        string[] before = [.. template.Opening.Where(IsKnown).Select(Fill)];
        string[] after = letter.Calendar is null ? template.Closing : [template.Calendar!, .. template.Closing];
        var subject = Fill(template.Subject);
        string[] asked = link is null ? [] : [$"{template.Answer}\n{link}"];
        string[] button = link is null ? [] : [$"""<p><a href="{Escape(link)}">{Escape(template.Answer!)}</a></p>"""];
        return new Words(language, subject, string.Join("\n\n", [.. before, .. asked, .. after]) + "\n", Page(language, subject,
            [.. before.Select(Paragraph), .. button, .. after.Select(Paragraph)]));
    }

    static Dictionary<string, string> Facts(Occasion occasion, string name, string language)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        return new Dictionary<string, string?>
        {
            ["name"] = name,
            ["consultation"] = occasion.Consultation,
            ["organisation"] = occasion.Organisation,
            ["session"] = occasion.Session is { } titles ? TitleIn(titles, language) : null,
            ["when"] = occasion.Start is { } start ? When(start, occasion.TimeZone, culture) : occasion.Date?.ToString("D", culture),
            ["deadline"] = occasion.Deadline is { } deadline ? When(deadline, occasion.TimeZone, culture) : null,
        }.Where(fact => fact.Value is not null).ToDictionary(fact => fact.Key, fact => fact.Value!.ReplaceLineEndings(" "));
    }

    /// <summary>In this language, of whichever region (pt-BR is Portuguese); else in English; else in any.</summary>
    static string TitleIn(Dictionary<string, string> titles, string language)
    {
        return titles.GetValueOrDefault(language) ?? Of(language) ?? Of("en") ?? titles.Values.First();
        string? Of(string wanted) => titles.FirstOrDefault(title => title.Key.Split('-')[0].Equals(wanted, StringComparison.OrdinalIgnoreCase)).Value;
    }

    static string When(DateTimeOffset instant, string? timeZone, CultureInfo culture)
    {
        var zone = timeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var known) ? known : TimeZoneInfo.Utc;
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        return string.Create(culture, $"{local:D}, {local:HH:mm} ({zone.Id})");
    }

    static string Paragraph(string text) => $"<p>{Escape(text)}</p>";

    static string Escape(string text) => WebUtility.HtmlEncode(text);

    static string Page(string language, string title, IEnumerable<string> body) => $"""
        <!doctype html>
        <html lang="{language}">
        <head><meta charset="utf-8"><title>{Escape(title)}</title></head>
        <body>
        {string.Join('\n', body)}
        </body>
        </html>

        """;

    static Dictionary<LetterTrigger, Dictionary<string, Template>> Read()
    {
        using var stream = typeof(Words).Assembly.GetManifestResourceStream("letters.json")!;
        return JsonSerializer.Deserialize<Dictionary<LetterTrigger, Dictionary<string, Template>>>(stream, ApiConventions.Json)!;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();

    /// <param name="Subject">With places such as {session}.</param>
    /// <param name="Opening">Paragraphs with such places; one about what is not known is left out.</param>
    /// <param name="Closing">Paragraphs.</param>
    /// <param name="Calendar">Said when a calendar entry is attached; null in a letter that never has one.</param>
    /// <param name="Answer">Stands before the link; null in a letter that asks nothing.</param>
    sealed record Template(string Subject, string[] Opening, string[] Closing, string? Calendar = null, string? Answer = null);
}
