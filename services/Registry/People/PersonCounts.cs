using MayorsMechanism.Registry.Search;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.People;

/// <summary>How many of some people fit each value of each filter, beside those that are given: by their present positions that fit and that the caller may see.</summary>
static class PersonCounts
{
    public static async Task<Counts> OfAsync(Counted counted, PersonFilter filter, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        var all = await db.People.Where(p => counted.Ids.Contains(p.Id)).Select(p => new { p.Languages, p.Status }).ToListAsync(cancel);
        var positions = await filter.PositionsAsync(tenancy, db, cancel);
        var held = await positions.Where(at => counted.Ids.Contains(at.PersonId))
            .Join(db.Organisations, at => at.OrganisationId, o => o.Id, (at, o) => new { at.PersonId, at.Kind, at.OrganisationId, o.Country }).ToListAsync(cancel);
        Guid[] places = [.. held.Select(at => at.OrganisationId).Distinct()];
        var networks = (await tenancy.PresentMembers.Where(m => places.Contains(m.OrganisationId)).ToListAsync(cancel)).ToLookup(m => m.OrganisationId, m => m.NetworkId);
        return new(counted.Complete, new Dictionary<string, IReadOnlyDictionary<string, int>>
        {
            ["kind"] = Counts.Of(held.Select(at => (at.PersonId, at.Kind)).Distinct().Select(at => KebabCase.Of(at.Kind))),
            ["country"] = Counts.Of(held.Select(at => (at.PersonId, at.Country)).Distinct().Select(at => at.Country)),
            ["region"] = Counts.Of(held.SelectMany(at => Countries.RegionsOf(at.Country).Select(region => (at.PersonId, Region: region))).Distinct().Select(at => at.Region)),
            ["language"] = Counts.Of(all.SelectMany(p => p.Languages.Distinct())),
            ["status"] = Counts.Of(all.Select(p => KebabCase.Of(p.Status))),
            ["network"] = Counts.Of(held.SelectMany(at => networks[at.OrganisationId].Select(network => (at.PersonId, Network: network))).Distinct().Select(at => $"{at.Network}")),
        });
    }
}
