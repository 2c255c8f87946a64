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
        reference.MapGet("/regional-processes", ListRegionalProcesses).WithName("ListRegionalProcesses")
            .WithSummary("List the regional processes that the GFMD hears, with source and date; it may be cached for a day");
    }

    static ReferenceList<Country> ListCountries() => new([.. Countries.All.OrderBy(country => country.Code, StringComparer.Ordinal)]);

    static ReferenceList<RegionalProcess> ListRegionalProcesses() => new(RegionalProcesses.All);
}
