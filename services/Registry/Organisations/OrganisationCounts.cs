using MayorsMechanism.Registry.Search;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Organisations;

/// <summary>How many of some organisations fit each value of each filter.</summary>
static class OrganisationCounts
{
    public static async Task<Counts> OfAsync(Counted counted, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        var all = await db.Organisations.Where(o => counted.Ids.Contains(o.Id))
            .Select(o => new { o.Kind, o.Country, o.Languages, o.Competences, o.Verified, o.Status }).ToListAsync(cancel);
        var networks = await tenancy.PresentMembers.Where(m => counted.Ids.Contains(m.OrganisationId))
            .Select(m => new { m.NetworkId, m.OrganisationId }).Distinct().ToListAsync(cancel);
        return new(counted.Complete, new Dictionary<string, IReadOnlyDictionary<string, int>>
        {
            ["kind"] = Counts.Of(all.Select(o => KebabCase.Of(o.Kind))),
            ["country"] = Counts.Of(all.Select(o => o.Country)),
            ["region"] = Counts.Of(all.SelectMany(o => Countries.RegionsOf(o.Country))),
            ["language"] = Counts.Of(all.SelectMany(o => o.Languages.Distinct())),
            ["competence"] = Counts.Of(all.SelectMany(o => o.Competences.Select(held => $"{held.Key}:{KebabCase.Of(held.Value)}"))),
            ["verified"] = Counts.Of(all.Select(o => o.Verified ? "true" : "false")),
            ["status"] = Counts.Of(all.Select(o => KebabCase.Of(o.Status))),
            ["network"] = Counts.Of(networks.Select(m => m.NetworkId.ToString())),
        });
    }
}
