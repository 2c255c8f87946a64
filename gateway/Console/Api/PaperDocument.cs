namespace MayorsMechanism.Console.Api;

/// <summary>All that a paper says, in every language; a draft has the number 0. Texts are by tag; their paragraphs are parted by empty lines.</summary>
public sealed record PaperDocument(
    Guid PaperId, int Number, DateTimeOffset? ReleasedAt, Dictionary<string, string> Title, Dictionary<string, string>? Introduction,
    Dictionary<string, string>? Mechanism, CyclePart Cycle, ConsultationPart Consultation, DatePart[] Dates, CategoryPart[] CrossCutting, TopicPart[] Topics)
{
    /// <summary>In which something of it is written, our own first.</summary>
    public IReadOnlyList<string> Languages => [.. Texts.OfType<Dictionary<string, string>>().SelectMany(text => text.Keys).Distinct()
        .OrderBy(tag => ServiceDefaults.Api.Text.Languages.Contains(tag) ? 0 : 1).ThenBy(tag => tag, StringComparer.Ordinal)];

    IEnumerable<Dictionary<string, string>?> Texts =>
        [Title, Introduction, Mechanism, Cycle.Text, Consultation.Text, .. CrossCutting.SelectMany(part => part.Messages).Select(message => message.Lead),
            .. Topics.SelectMany(topic => topic.Messages).Select(message => message.Lead)];
}

public sealed record CyclePart(Guid Id, string Name, string Chair, string[] Themes, Dictionary<string, string>? Text);

public sealed record ConsultationPart(
    Guid Id, string Name, string? HostProcess, string? HostChair, string? Objective, Dictionary<string, string>? Text,
    Dictionary<string, string>? Outputs, Dictionary<string, string>? Participation, Dictionary<string, string>? Structure);

public sealed record DatePart(Guid SessionId, string Kind, Dictionary<string, string> Title, DateOnly Date);

public sealed record CategoryPart(string Category, MessagePart[] Messages);

public sealed record TopicPart(
    Guid SessionId, Dictionary<string, string> Title, DateOnly Date, RepresentativePart[] Representatives, MessagePart[] Messages, QuotePart[] Quotes);

/// <summary>Once the person was erased there is no name and no title.</summary>
public sealed record RepresentativePart(Guid NominationId, string? Name, string? Title, string Organisation, string? Country);

public sealed record MessagePart(Guid Id, Dictionary<string, string> Lead, Dictionary<string, string>? Body, Dictionary<string, string>[] Points);

public sealed record QuotePart(
    Guid Id, Guid? MessageId, string Language, string Wording, Dictionary<string, string> Translations, bool IsParaphrase, string? Name, string? Affiliation);
