using MayorsMechanism.Outcomes.Papers.Documents;
using MayorsMechanism.Outcomes.Releases;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Outcomes.Papers;

/// <summary>What a paper says in its own words, each text by language tag (BCP 47); paragraphs are parted by empty lines.</summary>
/// <param name="ConsultationId">Of which it tells; this stays.</param>
/// <param name="Title">Its title.</param>
/// <param name="Introduction">What comes first.</param>
/// <param name="Mechanism">On the Mayors Mechanism itself.</param>
/// <param name="Cycle">On the cycle of the Forum.</param>
/// <param name="Consultation">On the consultation.</param>
/// <param name="Outputs">What the consultation is to produce.</param>
/// <param name="Participation">Who takes part.</param>
/// <param name="Structure">Of which sessions it consists.</param>
public sealed record PaperBody(
    Guid ConsultationId,
    [Translations] Dictionary<string, string> Title,
    [Translations(20_000)] Dictionary<string, string>? Introduction = null,
    [Translations(20_000)] Dictionary<string, string>? Mechanism = null,
    [Translations(20_000)] Dictionary<string, string>? Cycle = null,
    [Translations(20_000)] Dictionary<string, string>? Consultation = null,
    [Translations(20_000)] Dictionary<string, string>? Outputs = null,
    [Translations(20_000)] Dictionary<string, string>? Participation = null,
    [Translations(20_000)] Dictionary<string, string>? Structure = null)
{
    public static PaperBody Example => new(Guid.Parse("01970000-0000-7000-8000-000000000001"), new() { ["en"] = "Overview of the Puebla Process Consultation" },
        new() { ["en"] = "What cities of the region brought to the Forum." });
}

/// <param name="Id">Names the paper.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="ConsultationId">Of which it tells.</param>
/// <param name="Title">By language tag (BCP 47), as are all texts. A network is told those of the latest release.</param>
/// <param name="Introduction">What comes first.</param>
/// <param name="Mechanism">On the Mayors Mechanism itself.</param>
/// <param name="Cycle">On the cycle of the Forum.</param>
/// <param name="Consultation">On the consultation.</param>
/// <param name="Outputs">What the consultation is to produce.</param>
/// <param name="Participation">Who takes part.</param>
/// <param name="Structure">Of which sessions it consists.</param>
/// <param name="Releases">Number of the latest; 0 before the first.</param>
/// <param name="SignOffs">The latest of each co-steering organisation; a network is told none.</param>
public sealed record PaperResponse(
    Guid Id, int Version, Guid ConsultationId, Dictionary<string, string> Title, Dictionary<string, string>? Introduction,
    Dictionary<string, string>? Mechanism, Dictionary<string, string>? Cycle, Dictionary<string, string>? Consultation,
    Dictionary<string, string>? Outputs, Dictionary<string, string>? Participation, Dictionary<string, string>? Structure,
    int Releases, IReadOnlyList<SignOff> SignOffs) : IVersioned
{
    public static PaperResponse Of(Paper p) => new(p.Id, p.Version, p.ConsultationId, p.Title, p.Introduction, p.Mechanism, p.Cycle,
        p.Consultation, p.Outputs, p.Participation, p.Structure, p.Releases, p.SignOffs);

    /// <summary>As its latest release has it: a draft is nobody's but the secretariat's.</summary>
    internal static PaperResponse Of(PublishedPaper published)
    {
        var (p, released) = (published.Paper, published.Release.Document!);
        return new(p.Id, p.Version, p.ConsultationId, released.Title, released.Introduction, released.Mechanism, released.Cycle.Text,
            released.Consultation.Text, released.Consultation.Outputs, released.Consultation.Participation, released.Consultation.Structure, p.Releases, []);
    }

    /// <summary>What a merge patch starts from.</summary>
    public static PaperBody BodyOf(Paper p) =>
        new(p.ConsultationId, p.Title, p.Introduction, p.Mechanism, p.Cycle, p.Consultation, p.Outputs, p.Participation, p.Structure);
}

/// <summary>A paper as it would be released now.</summary>
/// <param name="Digest">SHA-256 of the document, in lower-case hexadecimal; whoever signs off names it.</param>
/// <param name="Document">All that it says.</param>
public sealed record DraftResponse(string Digest, PaperDocument Document);

/// <param name="Digest">Of the draft that you have read.</param>
public sealed record SignPaper([Text(64)] string Digest);

/// <summary>In which language a document is written.</summary>
/// <param name="Language">BCP 47; that of Accept-Language unless given.</param>
public sealed record DocumentQuery([property: LanguageTag] string? Language);
