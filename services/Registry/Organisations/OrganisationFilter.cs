using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Organisations;

/// <summary>Filters of the organisation list; all that are given hold.</summary>
/// <param name="Kind">One kind.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Region">Only in countries of this UN M49 region, sub-region or intermediate region.</param>
/// <param name="Language">Only with this language among theirs, exactly as recorded, such as es or pt-BR.</param>
/// <param name="Competence">Only with this local mandate: a policy field and its reach, such as housing:full; housing alone means full or shared.</param>
/// <param name="Verified">Only verified, or only unverified.</param>
/// <param name="Status">active, merged or retired.</param>
/// <param name="Network">Only present members of this network and what was merged into them, as far as you may see memberships.</param>
/// <param name="Sort">name, or nothing for the order of creation; what is searched for is ranked.</param>
public sealed record OrganisationFilter(
    Word<OrganisationKind>? Kind, [property: Country] string? Country, [property: Region] string? Region, [property: LanguageTag] string? Language,
    CompetenceFilter? Competence, bool? Verified, Word<OrganisationStatus>? Status, Guid? Network, string? Sort)
{
    /// <summary>Those that the caller may see and that fit.</summary>
    public IQueryable<Organisation> Among(Tenancy tenancy)
    {
        var all = tenancy.Readable;
        if (Kind is { } kind) all = all.Where(o => o.Kind == kind.Value);
        if (Country is { } country) all = all.Where(o => o.Country == country);
        if (Region is { } region)
        {
            var countries = Countries.In(region);
            all = all.Where(o => countries.Contains(o.Country));
        }
        if (Language is { } language) all = all.Where(o => o.Languages.Contains(language));
        if (Competence is { } competence)
        {
            var (one, other) = competence.Wanted;
            all = all.Where(o => EF.Functions.JsonContains(o.Competences, one) || EF.Functions.JsonContains(o.Competences, other));
        }
        if (Verified is { } verified) all = all.Where(o => o.Verified == verified);
        if (Status is { } status) all = all.Where(o => o.Status == status.Value);
        if (Network is { } network) all = all.Where(o => tenancy.PresentMembers.Any(m => m.OrganisationId == o.Id && m.NetworkId == network));
        return all;
    }
}
