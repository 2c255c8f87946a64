using MayorsMechanism.Registry.Memberships;
using MayorsMechanism.Registry.Search;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Organisations;

static class OrganisationEndpoints
{
    public static void MapOrganisations(this IEndpointRouteBuilder app)
    {
        var organisations = app.MapGroup("/api/v1/organisations").WithTags("Organisations");
        organisations.MapGet("/", List).RequireScope(Scopes.RegistryRead).WithName("ListOrganisations")
            .WithSummary("List or search organisations");
        organisations.MapGet("/{id:guid}", Get).RequireScope(Scopes.RegistryRead).WithName("GetOrganisation").WithSummary("Read an organisation");
        organisations.MapPost("/", Create).RequireScope(Scopes.RegistryWrite).WithName("CreateOrganisation")
            .WithSummary("Register an organisation; a network's becomes its member");
        organisations.MapPatch("/{id:guid}", Patch).RequireScope(Scopes.RegistryWrite).WithName("PatchOrganisation")
            .WithSummary("Change an organisation");
        organisations.MapPost("/{id:guid}/verify", Verify).RequireScope(Scopes.RegistryWrite).RequireSecretariat().WithName("VerifyOrganisation")
            .WithSummary("Verify an organisation: it joins the public directory");
    }

    static async Task<Page<OrganisationResponse>> List(
        [AsParameters] OrganisationFilter filter, [AsParameters] SearchQuery search, [AsParameters] PageQuery page, Tenancy tenancy, RegistryDbContext db,
        CancellationToken cancel)
    {
        if (search.Q is not null && filter.Sort is not null) throw new ShapeException("sort", "search-is-ranked");
        await using var reading = await search.BeginAsync(db, cancel);
        var all = filter.Among(tenancy).AsNoTracking();
        var found = search.Q is { } q ? await Finder.FindAsync(db, q, (closeness, folded) => [Finder.ByName(all, closeness, folded)], cancel) : null;
        var result = (found, filter.Sort) switch
        {
            (not null, _) => await Finder.PageAsync(found, all, page, cancel),
            (_, null) => await page.RunAsync(all, cancel),
            (_, "name") => await page.RunAsync(ByName(all, page.Cursor<NameCursor>()), all, o => new NameCursor(o.Name, o.Id), cancel),
            _ => throw new ShapeException("sort", "unknown-sort"),
        };
        if (search.Counts is true) result = result with { Counts = await OrganisationCounts.OfAsync(await SearchQuery.CountedAsync(found, all, cancel), tenancy, db, cancel) };
        return result.Select(OrganisationResponse.From);
    }

    /// <summary>As people sort them: Ávila stands with A, whatever its letters' numbers.</summary>
    static IQueryable<Organisation> ByName(IQueryable<Organisation> all, NameCursor? after) =>
        (after is null ? all : all.Where(o => EF.Functions.GreaterThan(ValueTuple.Create(Folding.Fold(o.Name), o.Id), ValueTuple.Create(Folding.Fold(after.Name), after.Id))))
        .OrderBy(o => Folding.Fold(o.Name)).ThenBy(o => o.Id);

    static async Task<Results<RecordResult<OrganisationResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.Readable.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancel) is { } organisation
            ? new RecordResult<OrganisationResponse>(OrganisationResponse.From(organisation))
            : TypedResults.NotFound();

    static async Task<CreatedRecord<OrganisationResponse>> Create(
        OrganisationBody body, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        var organisation = new Organisation(body);
        db.Add(organisation);
        await tenancy.RequireOwnNetworkAsync(cancel);
        if (tenancy.Caller.NetworkId is { } network) db.Add(Membership.OfCreator(organisation, network, tenancy.Today));
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new($"/api/v1/organisations/{organisation.Id}", OrganisationResponse.From(organisation));
    }

    static async Task<Results<RecordResult<OrganisationResponse>, NotFound>> Patch(
        Guid id, MergePatch<OrganisationBody> patch, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (await tenancy.Readable.SingleOrDefaultAsync(o => o.Id == id, cancel) is not { } organisation) return TypedResults.NotFound();
        await tenancy.RequireEditableAsync(id, cancel);
        ifMatch.Claim(organisation);
        var facts = await patch.ApplyToAsync(OrganisationResponse.BodyOf(organisation));
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        await db.LockAsync(id, shared: false, cancel); // Whoever joins it holds it, so that it stays the network they join.
        organisation.Change(facts, tenancy.Caller, await db.MembershipsFrom(tenancy.Today).AnyAsync(m => m.NetworkId == id, cancel));
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new RecordResult<OrganisationResponse>(OrganisationResponse.From(organisation));
    }

    static async Task<Results<RecordResult<OrganisationResponse>, NotFound>> Verify(
        Guid id, IfMatch ifMatch, RegistryDbContext db, CancellationToken cancel)
    {
        if (await db.Organisations.SingleOrDefaultAsync(o => o.Id == id, cancel) is not { } organisation) return TypedResults.NotFound();
        ifMatch.Claim(organisation);
        organisation.Verify();
        await db.SaveChangesAsync(cancel);
        return new RecordResult<OrganisationResponse>(OrganisationResponse.From(organisation));
    }

    sealed record NameCursor(string Name, Guid Id);
}
