using MayorsMechanism.Registry.Merges;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;

namespace MayorsMechanism.Registry.People;

/// <summary>Filters of the people list; all that are given hold, those of positions for one and the same position.</summary>
/// <param name="Organisation">Only people with a present position there, or at what was merged into it.</param>
/// <param name="Kind">Only with a present position of this kind.</param>
/// <param name="Country">Only with a present position at an organisation of this country: ISO 3166-1 alpha-2.</param>
/// <param name="Region">Only with a present position in a country of this UN M49 region, sub-region or intermediate region.</param>
/// <param name="Network">Only with a present position at a present member of this network or what was merged into it, as far as you may see memberships.</param>
/// <param name="Language">Only with this language among theirs, exactly as recorded, such as es or pt-BR.</param>
/// <param name="Status">active, merged or erased.</param>
public sealed record PersonFilter(
    Guid? Organisation, Word<PositionKind>? Kind, [property: Country] string? Country, [property: Region] string? Region, Guid? Network,
    [property: LanguageTag] string? Language, Word<PersonStatus>? Status)
{
    bool AsksForPosition => (Organisation, Kind, Country, Region, Network) is not (null, null, null, null, null);

    /// <summary>Those of <paramref name="all"/> who fit, as far as the caller may see their positions.</summary>
    public async Task<IQueryable<Person>> AmongAsync(IQueryable<Person> all, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (Language is { } language) all = all.Where(p => p.Languages.Contains(language));
        if (Status is { } status) all = all.Where(p => p.Status == status.Value);
        if (!AsksForPosition) return all;
        var positions = await PositionsAsync(tenancy, db, cancel);
        return all.Where(p => positions.Any(at => at.PersonId == p.Id));
    }

    /// <summary>Present ones that fit: the filters hold for one and the same position.</summary>
    public async Task<IQueryable<Position>> PositionsAsync(Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        var positions = tenancy.PresentPositions;
        if (Organisation is { } organisation)
        {
            var recordedAt = await db.BehindOrganisationsAsync([organisation], cancel);
            positions = positions.Where(at => recordedAt.Contains(at.OrganisationId));
        }
        if (Kind is { } kind) positions = positions.Where(at => at.Kind == kind.Value);
        if (Country is { } country) positions = positions.Where(at => db.Organisations.Any(o => o.Id == at.OrganisationId && o.Country == country));
        if (Region is { } region)
        {
            var countries = Countries.In(region);
            positions = positions.Where(at => db.Organisations.Any(o => o.Id == at.OrganisationId && countries.Contains(o.Country)));
        }
        if (Network is { } network) positions = positions.Where(at => tenancy.PresentMembers.Any(m => m.OrganisationId == at.OrganisationId && m.NetworkId == network));
        return positions;
    }
}
