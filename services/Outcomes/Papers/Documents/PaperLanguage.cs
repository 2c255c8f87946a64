namespace MayorsMechanism.Outcomes.Papers.Documents;

/// <summary>Puts a paper into one language. What it lacks in that is said in English, else in any, and bears its own language's tag.</summary>
sealed class PaperLanguage(string tag)
{
    static readonly HashSet<string> RightToLeft = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi", "und-arab"];

    readonly PaperWords _words = PaperWords.For(tag);

    public static bool IsRightToLeft(string tag) => RightToLeft.Contains(Primary(tag)) || RightToLeft.Contains(tag.ToLowerInvariant());

    public Run Word(string word, params object[] arguments) => OfWords(_words.Say(word, arguments));

    public Run Date(DateOnly date) => OfWords(_words.Date(date));

    public Run Time(DateTimeOffset time, string zone) => OfWords(PaperWords.Time(time, zone));

    public Run Country(string code) => OfWords(_words.Country(code));

    /// <summary>A name or another text whose language nobody told: one that runs the other way than the paper bears a tag that says so.</summary>
    public Run Name(string text) => new(text, Language: text.FirstOrDefault(char.IsLetter) switch
    {
        '\0' => null,
        >= '\u0590' and <= '\u08FF' or >= '\uFB1D' and <= '\uFEFC' => IsRightToLeft(tag) ? null : "und-Arab",
        _ => IsRightToLeft(tag) ? "und" : null,
    });

    /// <summary>On one line; empty when nothing is said in any language.</summary>
    public Run Line(IEnumerable<KeyValuePair<string, string>>? texts) =>
        Best(texts) is { } best ? new Run(PlainText.Line(best.Value), Language: Other(best.Key)) : new Run("");

    public Run[] Paragraphs(IEnumerable<KeyValuePair<string, string>>? texts) =>
        Best(texts) is { } best ? [.. PlainText.Paragraphs(best.Value).Select(text => new Run(text, Language: Other(best.Key)))] : [];

    /// <summary>In the wanted language, else in English, else in the first that there is.</summary>
    public KeyValuePair<string, string>? Best(IEnumerable<KeyValuePair<string, string>>? texts) => (texts ?? [])
        .Where(text => !string.IsNullOrWhiteSpace(text.Value)).OrderBy(text => Distance(text.Key)).Cast<KeyValuePair<string, string>?>().FirstOrDefault();

    Run OfWords(string text) => new(text, Language: Other(_words.Language));

    string? Other(string language) => Primary(language) == Primary(tag) ? null : language;

    int Distance(string language) =>
        string.Equals(language, tag, StringComparison.OrdinalIgnoreCase) ? 0 : Primary(language) == Primary(tag) ? 1
        : language == "en" ? 2 : Primary(language) == "en" ? 3 : 4;

    static string Primary(string tag) => tag.Split('-')[0].ToLowerInvariant();
}
