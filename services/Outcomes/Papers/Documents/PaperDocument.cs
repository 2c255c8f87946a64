namespace MayorsMechanism.Outcomes.Papers.Documents;

/// <summary>
/// All that a paper says, in every language that it is said in, each sentence with the record that it came from. A release freezes one;
/// every form of the paper is made of it alone. Texts are by language tag (BCP 47); their paragraphs are parted by empty lines.
/// </summary>
public sealed record PaperDocument
{
    public required Guid PaperId { get; init; }

    /// <summary>Of the release, from 1; 0 while it is a draft.</summary>
    public int Number { get; init; }

    public DateTimeOffset? ReleasedAt { get; init; }
    public required Dictionary<string, string> Title { get; init; }
    public Dictionary<string, string>? Introduction { get; init; }

    /// <summary>On the Mayors Mechanism itself.</summary>
    public Dictionary<string, string>? Mechanism { get; init; }

    public required CyclePart Cycle { get; init; }
    public required ConsultationPart Consultation { get; init; }

    /// <summary>Every dated session, in the order of time.</summary>
    public required IReadOnlyList<DatePart> Dates { get; init; }

    /// <summary>Recurring and cross-cutting messages, in the order of their categories.</summary>
    public required IReadOnlyList<CategoryPart> CrossCutting { get; init; }

    /// <summary>Sessions with messages or representatives, in the order of time.</summary>
    public required IReadOnlyList<TopicPart> Topics { get; init; }
}

/// <param name="Id">The cycle.</param>
/// <param name="Name">Such as GFMD 2020.</param>
/// <param name="Chair">Country, by ISO 3166-1 alpha-2.</param>
/// <param name="Themes">Titles in the Chair's order.</param>
/// <param name="Text">What the paper says of it.</param>
public sealed record CyclePart(Guid Id, string Name, string Chair, string[] Themes, Dictionary<string, string>? Text);

/// <param name="Id">The consultation.</param>
/// <param name="Name">Such as Puebla Process Consultation.</param>
/// <param name="HostProcess">Name of the regional process that hosts.</param>
/// <param name="HostChair">Country in that process's chair, by ISO 3166-1 alpha-2.</param>
/// <param name="Objective">As the consultation states it, in whatever language.</param>
/// <param name="Text">What the paper says of it.</param>
/// <param name="Outputs">What it is to produce.</param>
/// <param name="Participation">Who takes part.</param>
/// <param name="Structure">Of which sessions it consists.</param>
public sealed record ConsultationPart(
    Guid Id, string Name, string? HostProcess, string? HostChair, string? Objective, Dictionary<string, string>? Text,
    Dictionary<string, string>? Outputs, Dictionary<string, string>? Participation, Dictionary<string, string>? Structure);

/// <summary>A row of the table of dates.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Kind">opening-plenary, thematic, closing-session, closing-plenary or additional.</param>
/// <param name="Title">Of the session.</param>
/// <param name="Date">By the clock of its zone.</param>
/// <param name="Start">Null when it is not known.</param>
/// <param name="TimeZone">By its IANA name.</param>
public sealed record DatePart(Guid SessionId, string Kind, Dictionary<string, string> Title, DateOnly Date, DateTimeOffset? Start, string TimeZone);

/// <param name="Category">legal-framework, policy-coherence, partnerships-and-participation, regional-cooperation, local-data or other.</param>
/// <param name="Messages">In their order.</param>
public sealed record CategoryPart(string Category, IReadOnlyList<MessagePart> Messages);

/// <summary>A session with who spoke for local and regional authorities, what they said, and in which words.</summary>
public sealed record TopicPart(
    Guid SessionId, Dictionary<string, string> Title, DateOnly Date, IReadOnlyList<RepresentativePart> Representatives,
    IReadOnlyList<MessagePart> Messages, IReadOnlyList<QuotePart> Quotes);

/// <param name="NominationId">By which the person was seated.</param>
/// <param name="PersonId">Null once the person was erased, as are name and title.</param>
/// <param name="Name">As printed.</param>
/// <param name="Title">Of the position, as it was at the nomination.</param>
/// <param name="Organisation">On whose behalf.</param>
/// <param name="Country">Of the organisation, by ISO 3166-1 alpha-2.</param>
public sealed record RepresentativePart(Guid NominationId, Guid? PersonId, string? Name, string? Title, string Organisation, string? Country);

/// <param name="Id">The message.</param>
/// <param name="Lead">Printed bold, before the body.</param>
/// <param name="Body">Follows the lead on its line.</param>
/// <param name="Points">Nested beneath it.</param>
/// <param name="Contributions">What backs it.</param>
public sealed record MessagePart(
    Guid Id, Dictionary<string, string> Lead, Dictionary<string, string>? Body, IReadOnlyList<Dictionary<string, string>> Points, Guid[] Contributions);

/// <param name="Id">The quote.</param>
/// <param name="MessageId">The message of its topic that it stands under; null for the end of the topic.</param>
/// <param name="PersonId">The speaker; null once erased, as is the name.</param>
/// <param name="Language">Of the wording.</param>
/// <param name="Wording">Authoritative in that language.</param>
/// <param name="Translations">In others.</param>
/// <param name="IsParaphrase">Not the speaker's own words, and marked so.</param>
/// <param name="Name">As printed.</param>
/// <param name="Affiliation">As printed.</param>
public sealed record QuotePart(
    Guid Id, Guid? MessageId, Guid? PersonId, string Language, string Wording, Dictionary<string, string> Translations, bool IsParaphrase,
    string? Name, string? Affiliation);
