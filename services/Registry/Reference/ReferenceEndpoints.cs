using MayorsMechanism.ServiceDefaults.Reference;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Registry.Reference;

static class ReferenceEndpoints
{
    public static void MapReference(this IEndpointRouteBuilder app)
    {
        var reference = app.MapGroup("/api/v1/registry").WithTags("Reference").RequireScope(Scopes.RegistryRead);
        reference.MapGet("/countries", ListCountries).WithName("ListCountries")
            .WithSummary("List the countries of ISO 3166-1 with their regions of UN M49; it may be cached for a day");
        reference.MapGet("/regions", ListRegions).WithName("ListRegions")
            .WithSummary("List the regions of UN M49 with their names in four languages; it may be cached for a day");
        reference.MapGet("/regional-processes", ListRegionalProcesses).WithName("ListRegionalProcesses")
            .WithSummary("List the regional processes that the GFMD hears, with source and date; it may be cached for a day");
    }

    static ReferenceList<Country> ListCountries() => new(Countries.File, [.. Countries.All.OrderBy(country => country.Code, StringComparer.Ordinal)]);

    static ReferenceList<Region> ListRegions() => new(Regions.File, [.. Regions.All.OrderBy(region => region.Code, StringComparer.Ordinal)]);

    static ReferenceList<RegionalProcess> ListRegionalProcesses() => new(RegionalProcesses.File, RegionalProcesses.All);
}
