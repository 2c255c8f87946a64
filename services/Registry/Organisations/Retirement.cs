using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Organisations;

/// <param name="On">Its last day, not in the future.</param>
public sealed record RetireOrganisation(DateOnly On)
{
    public static RetireOrganisation Example => new(new DateOnly(2020, 12, 31));
}

/// <summary>Bodies that are no more: a municipality joined to another, a network dissolved.</summary>
static class Retirement
{
    public static void MapRetirement(this IEndpointRouteBuilder app)
    {
        var organisation = app.MapGroup("/api/v1/organisations/{id:guid}").WithTags("Organisations").RequireScope(Scopes.RegistryWrite);
        organisation.MapPost("/retire", Retire).WithName("RetireOrganisation")
            .WithSummary("Record that an organisation is no more: it takes no new positions or memberships");
        organisation.MapPost("/reinstate", Reinstate).WithName("ReinstateOrganisation").WithSummary("Take back that an organisation is no more");
    }

    static Task<Results<RecordResult<OrganisationResponse>, NotFound>> Retire(
        Guid id, RetireOrganisation body, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, o => o.Retire(body.On, tenancy.Caller, tenancy.Today), cancel);

    static Task<Results<RecordResult<OrganisationResponse>, NotFound>> Reinstate(
        Guid id, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, o => o.Reinstate(tenancy.Caller), cancel);

    static async Task<Results<RecordResult<OrganisationResponse>, NotFound>> ChangeAsync(
        Guid id, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, Action<Organisation> change, CancellationToken cancel)
    {
        if (await tenancy.Readable.SingleOrDefaultAsync(o => o.Id == id, cancel) is not { } organisation) return TypedResults.NotFound();
        await tenancy.RequireEditableAsync(id, cancel);
        ifMatch.Claim(organisation);
        change(organisation);
        await db.SaveChangesAsync(cancel);
        return new RecordResult<OrganisationResponse>(OrganisationResponse.From(organisation));
    }
}
