using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Outcomes.Contributions;

/// <summary>What a representative said in a session.</summary>
/// <param name="SessionId">Where it was said.</param>
/// <param name="OnBehalfOf">The organisation that the person spoke for.</param>
/// <param name="Language">Of the text (BCP 47).</param>
/// <param name="Text">As it was said.</param>
/// <param name="Attribution">By whose name it may be told.</param>
/// <param name="PersonId">Who said it, seated in that session. It may be missing only after the person was erased.</param>
/// <param name="Translations">In other languages, by language tag (BCP 47).</param>
public sealed record ContributionBody(
    Guid SessionId,
    Guid OnBehalfOf,
    [LanguageTag] string Language,
    [Text(20_000)] string Text,
    Attribution Attribution,
    Guid? PersonId = null,
    [Translations(20_000)] Dictionary<string, string>? Translations = null)
{
    public static ContributionBody Example => new(Guid.Parse("01970000-0000-7000-8000-000000000001"), Guid.Parse("01970000-0000-7000-8000-000000000004"),
        "es", "Cada persona que llega recibe un carné de vecino.", Attribution.Named, Guid.Parse("01970000-0000-7000-8000-000000000002"),
        new() { ["en"] = "Everybody who arrives is given a neighbour's card." });
}

/// <param name="Id">Names the contribution.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="ConsultationId">The consultation of the session.</param>
/// <param name="SessionId">Where it was said.</param>
/// <param name="PersonId">Who said it; null once erased.</param>
/// <param name="OnBehalfOf">The organisation that the person spoke for.</param>
/// <param name="Language">Of the text (BCP 47).</param>
/// <param name="Text">As it was said.</param>
/// <param name="Translations">By language tag (BCP 47).</param>
/// <param name="Attribution">By whose name it may be told.</param>
public sealed record ContributionResponse(
    Guid Id, int Version, Guid ConsultationId, Guid SessionId, Guid? PersonId, Guid OnBehalfOf, string Language, string Text,
    Dictionary<string, string>? Translations, Attribution Attribution) : IVersioned
{
    public static ContributionResponse Of(Contribution c) =>
        new(c.Id, c.Version, c.ConsultationId, c.SessionId, c.PersonId, c.OnBehalfOf, c.Language, c.Text, c.Translations, c.Attribution);

    /// <summary>What a merge patch starts from.</summary>
    public static ContributionBody BodyOf(Contribution c) =>
        new(c.SessionId, c.OnBehalfOf, c.Language, c.Text, c.Attribution, c.PersonId, c.Translations);
}
