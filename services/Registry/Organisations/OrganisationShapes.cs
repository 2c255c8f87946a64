using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;

namespace MayorsMechanism.Registry.Organisations;

/// <summary>What a caller states about an organisation.</summary>
/// <param name="Name">The official name.</param>
/// <param name="Kind">What sort of body it is.</param>
/// <param name="Country">ISO 3166-1 alpha-2; leave out for bodies of several countries.</param>
/// <param name="Subdivision">ISO 3166-2, of the same country.</param>
/// <param name="Languages">BCP 47 tags.</param>
/// <param name="Population">Inhabitants.</param>
/// <param name="Website">http or https.</param>
/// <param name="OtherNames">Translations, acronyms, former names, spellings as printed.</param>
/// <param name="Competences">Policy field, such as housing, to the reach of the local mandate.</param>
public sealed record OrganisationBody(
    [Text(300)] string Name,
    OrganisationKind Kind,
    [Country] string? Country = null,
    [Subdivision] string? Subdivision = null,
    [AtMost(30), LanguageTag] string[]? Languages = null,
    [Between(0, 20_000_000_000)] long? Population = null,
    [WebAddress] string? Website = null,
    [AtMost(100)] IReadOnlyList<OtherName>? OtherNames = null,
    [PolicyFields] Dictionary<string, Competence>? Competences = null)
{
    public static OrganisationBody Example => new("Intendencia de Montevideo", OrganisationKind.Intermediate, "UY", "UY-MO", ["es"], 1_300_000,
        "https://montevideo.gub.uy", [new("Montevideo", OtherNameKind.AsPrinted)], new() { ["housing"] = Competence.Shared });
}

/// <summary>Public facts of an organisation, as the directory shows them.</summary>
public sealed record OrganisationResponse(
    Guid Id, int Version, string Name, OrganisationKind Kind, string? Country, string? Subdivision,
    string? Region, string? Subregion, string? IntermediateRegion, long? Population, string[] Languages, string? Website,
    OtherName[] OtherNames, Dictionary<string, Competence> Competences, bool Verified, OrganisationStatus Status, Guid? CanonicalId,
    DateOnly? RetiredOn) : IVersioned
{
    public static OrganisationResponse From(Organisation o) => new(o.Id, o.Version, o.Name, o.Kind, o.Country, o.Subdivision,
        o.Region, o.Subregion, o.IntermediateRegion, o.Population, o.Languages, o.Website, o.OtherNames, o.Competences, o.Verified, o.Status, o.CanonicalId,
        o.RetiredOn);

    /// <summary>What a merge patch starts from.</summary>
    public static OrganisationBody BodyOf(Organisation o) =>
        new(o.Name, o.Kind, o.Country, o.Subdivision, o.Languages, o.Population, o.Website, o.OtherNames, o.Competences);
}
