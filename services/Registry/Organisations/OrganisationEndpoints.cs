using MayorsMechanism.Registry.Memberships;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Reference;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Organisations;

/// <summary>Filters of the organisation list.</summary>
/// <param name="Kind">One kind.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Verified">Only verified, or only unverified.</param>
/// <param name="Network">Only present members of this network, as far as you may see memberships.</param>
/// <param name="Sort">name, or nothing for the order of creation.</param>
public sealed record OrganisationFilter(Word<OrganisationKind>? Kind, [property: Country] string? Country, bool? Verified, Guid? Network, string? Sort)
{
    /// <summary>What the caller may read of it.</summary>
    internal IQueryable<Organisation> Apply(Tenancy tenancy)
    {
        var all = tenancy.Readable.AsNoTracking();
        if (Kind is { } kind) all = all.Where(o => o.Kind == kind.Value);
        if (Country is { } country) all = all.Where(o => o.Country == country);
        if (Verified is { } verified) all = all.Where(o => o.Verified == verified);
        if (Network is { } network)
        {
            all = all.Where(o => tenancy.Memberships.Any(m => m.OrganisationId == o.Id && m.NetworkId == network
                && m.Status == MembershipStatus.Confirmed && (m.From == null || m.From <= tenancy.Today) && (m.To == null || m.To >= tenancy.Today)));
        }
        return all;
    }
}

static class OrganisationEndpoints
{
    public static void MapOrganisations(this IEndpointRouteBuilder app)
    {
        var organisations = app.MapGroup("/api/v1/organisations").WithTags("Organisations");
        organisations.MapGet("/", List).RequireScope(Scopes.RegistryRead).WithName("ListOrganisations").WithSummary("List organisations");
        organisations.MapGet("/{id:guid}", Get).RequireScope(Scopes.RegistryRead).WithName("GetOrganisation").WithSummary("Read an organisation");
        organisations.MapPost("/", Create).RequireScope(Scopes.RegistryWrite).WithName("CreateOrganisation")
            .WithSummary("Register an organisation; a network's becomes its member");
        organisations.MapPatch("/{id:guid}", Patch).RequireScope(Scopes.RegistryWrite).WithName("PatchOrganisation")
            .WithSummary("Change an organisation");
        organisations.MapPost("/{id:guid}/verify", Verify).RequireScope(Scopes.RegistryWrite).RequireSecretariat().WithName("VerifyOrganisation")
            .WithSummary("Verify an organisation: it joins the public directory");
    }

    static async Task<Page<OrganisationResponse>> List(
        [AsParameters] OrganisationFilter filter, [AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel)
    {
        var all = filter.Apply(tenancy);
        var result = filter.Sort switch
        {
            null => await page.RunAsync(ById(all, page.Cursor<IdCursor>()), all, o => new IdCursor(o.Id), cancel),
            "name" => await page.RunAsync(ByName(all, page.Cursor<NameCursor>()), all, o => new NameCursor(o.Name, o.Id), cancel),
            _ => throw new ShapeException("sort", "unknown-sort"),
        };
        return result.Select(OrganisationResponse.From);
    }

    static IQueryable<Organisation> ById(IQueryable<Organisation> all, IdCursor? after) =>
        (after is null ? all : all.Where(o => o.Id > after.Id)).OrderBy(o => o.Id);

    static IQueryable<Organisation> ByName(IQueryable<Organisation> all, NameCursor? after) =>
        (after is null ? all : all.Where(o => EF.Functions.GreaterThan(ValueTuple.Create(o.Name, o.Id), ValueTuple.Create(after.Name, after.Id))))
        .OrderBy(o => o.Name).ThenBy(o => o.Id);

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
        if (tenancy.Caller.NetworkId is { } network)
        {
            if (!await db.Organisations.AnyAsync(o => o.Id == network && o.Kind == OrganisationKind.Network, cancel)) throw new RuleViolation("network-unknown");
            (await db.LockAsync(network, shared: true, cancel)).RequireActive();
            db.Add(Membership.OfCreator(organisation, network, tenancy.Today));
        }
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new($"/api/v1/organisations/{organisation.Id}", OrganisationResponse.From(organisation));
    }

    static async Task<Results<RecordResult<OrganisationResponse>, NotFound>> Patch(
        Guid id, MergePatch<OrganisationBody> patch, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (await tenancy.Readable.SingleOrDefaultAsync(o => o.Id == id, cancel) is not { } organisation) return TypedResults.NotFound();
        if (!await tenancy.Editable.AnyAsync(o => o.Id == id, cancel)) throw new ProblemException(403, "not-your-member");
        ifMatch.Claim(organisation);
        organisation.Change(await patch.ApplyToAsync(OrganisationResponse.BodyOf(organisation)), tenancy.Caller);
        await db.SaveChangesAsync(cancel);
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
