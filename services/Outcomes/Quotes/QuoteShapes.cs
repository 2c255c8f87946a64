using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Outcomes.Quotes;

/// <summary>What somebody said, to be printed.</summary>
/// <param name="SessionId">Where it was said.</param>
/// <param name="Language">Of the wording (BCP 47).</param>
/// <param name="Wording">Authoritative in that language.</param>
/// <param name="PersonId">The speaker. It may be missing only after the person was erased, as may the name.</param>
/// <param name="Name">As printed.</param>
/// <param name="Affiliation">As printed.</param>
/// <param name="MessageId">A message of that session that it stands under; null for the end of the topic.</param>
/// <param name="Translations">In other languages, by language tag (BCP 47).</param>
/// <param name="Paraphrase">Not the speaker's own words; it is marked so.</param>
public sealed record QuoteBody(
    Guid SessionId,
    [LanguageTag] string Language,
    [Text(5000)] string Wording,
    Guid? PersonId = null,
    [Text(200)] string? Name = null,
    [Text(300)] string? Affiliation = null,
    Guid? MessageId = null,
    [Translations(5000)] Dictionary<string, string>? Translations = null,
    bool Paraphrase = false)
{
    public static QuoteBody Example => new(Guid.Parse("01970000-0000-7000-8000-000000000001"), "en", "We meet as neighbours.",
        Guid.Parse("01970000-0000-7000-8000-000000000002"), "Ana Souza", "City of Tierra", Paraphrase: true);
}

/// <summary>The speaker has approved the quote as it stands.</summary>
/// <param name="Channel">How it came.</param>
/// <param name="Date">When it was given; not in the future.</param>
/// <param name="Evidence">Where it can be looked up.</param>
public sealed record ApproveQuote(ApprovalChannel Channel, DateOnly Date, [Text(1000)] string? Evidence = null)
{
    public static ApproveQuote Example => new(ApprovalChannel.Email, new(2020, 7, 2), "Mail to the secretariat");
}

/// <param name="Id">Names the quote.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="ConsultationId">The consultation of the session.</param>
/// <param name="SessionId">Where it was said.</param>
/// <param name="MessageId">The message that it stands under; null for the end of the topic.</param>
/// <param name="PersonId">The speaker; null once erased, as is the name.</param>
/// <param name="Language">Of the wording (BCP 47).</param>
/// <param name="Wording">Authoritative in that language.</param>
/// <param name="Translations">By language tag (BCP 47).</param>
/// <param name="Paraphrase">Not the speaker's own words.</param>
/// <param name="Name">As printed.</param>
/// <param name="Affiliation">As printed.</param>
/// <param name="Approval">Null until the speaker has approved what stands here now.</param>
public sealed record QuoteResponse(
    Guid Id, int Version, Guid ConsultationId, Guid SessionId, Guid? MessageId, Guid? PersonId, string Language, string Wording,
    Dictionary<string, string>? Translations, bool Paraphrase, string? Name, string? Affiliation, Approval? Approval) : IVersioned
{
    public static QuoteResponse Of(Quote q) => new(q.Id, q.Version, q.ConsultationId, q.SessionId, q.MessageId, q.PersonId, q.Language, q.Wording,
        q.Translations, q.Paraphrase, q.Name, q.Affiliation, q.Approval);

    /// <summary>What a merge patch starts from.</summary>
    public static QuoteBody BodyOf(Quote q) =>
        new(q.SessionId, q.Language, q.Wording, q.PersonId, q.Name, q.Affiliation, q.MessageId, q.Translations, q.Paraphrase);
}
