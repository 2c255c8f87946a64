using MayorsMechanism.Outcomes.Papers;
using MayorsMechanism.Outcomes.Papers.Documents;

namespace MayorsMechanism.Outcomes.Releases;

/// <summary>Takes people out of a document, as a draft leaves out those who were erased.</summary>
/// <param name="People">Who goes: each by every record that is or was theirs.</param>
/// <param name="Nominations">Those that were theirs, under whichever name they stand in the document.</param>
/// <param name="Quotes">Likewise.</param>
sealed record Redaction(IReadOnlySet<Guid> People, IReadOnlySet<Guid> Nominations, IReadOnlySet<Guid> Quotes)
{
    public bool Concerns(PaperDocument document) => document.Topics.Any(topic => topic.Representatives.Any(Concerns) || topic.Quotes.Any(Concerns));

    public PaperDocument Of(PaperDocument document) => document with { Topics = [.. document.Topics.Select(Of)] };

    TopicPart Of(TopicPart topic) => topic with
    {
        Representatives = [.. topic.Representatives.Select(Of).Order(Speakers.ByName)],
        Quotes = [.. topic.Quotes.Select(Of)],
    };

    RepresentativePart Of(RepresentativePart part) => Concerns(part) ? part with { PersonId = null, Name = null, Title = null } : part;

    QuotePart Of(QuotePart part) => Concerns(part) ? part with { PersonId = null, Name = null } : part;

    bool Concerns(RepresentativePart part) =>
        part is not { Name: null, Title: null } && Nominations.Contains(part.NominationId) || part.PersonId is { } person && People.Contains(person);

    bool Concerns(QuotePart part) => part.Name is not null && Quotes.Contains(part.Id) || part.PersonId is { } person && People.Contains(person);
}
