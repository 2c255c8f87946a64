using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Memberships;

/// <summary>First and last day, both included; leave one out if it is open or unknown.</summary>
public sealed record MembershipDates(DateOnly? From = null, DateOnly? To = null);

public sealed record ProposeMembership(Guid NetworkId, DateOnly? From = null, DateOnly? To = null);

public sealed record MembershipResponse(
    Guid Id, int Version, Guid OrganisationId, Guid NetworkId, DateOnly? From, DateOnly? To, MembershipStatus Status) : IVersioned
{
    public static MembershipResponse Of(Membership m) => new(m.Id, m.Version, m.OrganisationId, m.NetworkId, m.From, m.To, m.Status);
}

static class MembershipEndpoints
{
    public static void MapMemberships(this IEndpointRouteBuilder app)
    {
        var ofOrganisation = app.MapGroup("/api/v1/organisations/{organisationId:guid}/memberships").WithTags("Memberships");
        ofOrganisation.MapGet("/", List).RequireScope(Scopes.RegistryRead).WithName("ListMemberships").WithSummary("List an organisation's memberships");
        ofOrganisation.MapPost("/", Propose).RequireScope(Scopes.RegistryWrite).WithName("ProposeMembership")
            .WithSummary("Record a membership; a network's proposal waits for the secretariat");

        var memberships = app.MapGroup("/api/v1/memberships/{id:guid}").WithTags("Memberships");
        memberships.MapGet("/", Get).RequireScope(Scopes.RegistryRead).WithName("GetMembership").WithSummary("Read a membership");
        memberships.MapPatch("/", Patch).RequireScope(Scopes.RegistryWrite).WithName("PatchMembership").WithSummary("Change or end a membership");
        memberships.MapPost("/confirm", Confirm).RequireScope(Scopes.RegistryWrite).RequireSecretariat().WithName("ConfirmMembership")
            .WithSummary("Confirm a proposed membership");
        memberships.MapPost("/refuse", Refuse).RequireScope(Scopes.RegistryWrite).RequireSecretariat().WithName("RefuseMembership")
            .WithSummary("Refuse a proposed membership");
    }

    static async Task<Results<Page<MembershipResponse>, NotFound>> List(
        Guid organisationId, [AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel)
    {
        if (!await tenancy.Readable.AnyAsync(o => o.Id == organisationId, cancel)) return TypedResults.NotFound();
        var all = tenancy.Memberships.AsNoTracking().Where(m => m.OrganisationId == organisationId);
        return (await page.RunAsync(all, cancel)).Select(MembershipResponse.Of);
    }

    static async Task<Results<RecordResult<MembershipResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.Memberships.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancel) is { } membership
            ? new RecordResult<MembershipResponse>(MembershipResponse.Of(membership))
            : TypedResults.NotFound();

    static async Task<Results<CreatedRecord<MembershipResponse>, NotFound>> Propose(
        Guid organisationId, ProposeMembership body, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (!await tenancy.Readable.AnyAsync(o => o.Id == organisationId, cancel)) return TypedResults.NotFound();
        if (!await IsNetworkOfAsync(body.NetworkId, tenancy, cancel)) throw new ShapeException("networkId", "unknown-network");
        if (body.NetworkId == organisationId) throw new RuleViolation("network-is-its-own-member");
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        await RequireActiveAsync(organisationId, body.NetworkId, db, cancel);
        var membership = new Membership(organisationId, body.NetworkId, new(body.From, body.To), tenancy.Caller);
        db.Add(membership);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new CreatedRecord<MembershipResponse>($"/api/v1/memberships/{membership.Id}", MembershipResponse.Of(membership));
    }

    /// <summary>Until the end of the transaction. The organisation's own, because its revision will be raised.</summary>
    static async Task RequireActiveAsync(Guid organisation, Guid network, RegistryDbContext db, CancellationToken cancel)
    {
        foreach (var id in new[] { organisation, network }.Order())
        {
            var locked = await db.LockAsync(id, shared: id != organisation, cancel);
            locked.RequireActive();
            if (id == network && locked.Kind is not OrganisationKind.Network) throw new ShapeException("networkId", "unknown-network");
        }
    }

    /// <summary>A network speaks for itself only; another's id reads like one that does not exist.</summary>
    static Task<bool> IsNetworkOfAsync(Guid network, Tenancy tenancy, CancellationToken cancel) =>
        tenancy.Caller.NetworkId is { } own && own != network
            ? Task.FromResult(false)
            : tenancy.Readable.AnyAsync(o => o.Id == network && o.Kind == OrganisationKind.Network, cancel);

    static Task<Results<RecordResult<MembershipResponse>, NotFound>> Patch(
        Guid id, MergePatch<MembershipDates> patch, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, async m =>
        {
            var dates = await patch.ApplyToAsync(new(m.From, m.To));
            if (m.Gains(dates)) await RequireActiveAsync(m.OrganisationId, m.NetworkId, db, cancel);
            m.ChangeDates(dates, tenancy.Caller);
        }, cancel);

    static Task<Results<RecordResult<MembershipResponse>, NotFound>> Confirm(
        Guid id, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, async m =>
        {
            await RequireActiveAsync(m.OrganisationId, m.NetworkId, db, cancel);
            m.Confirm();
        }, cancel);

    static Task<Results<RecordResult<MembershipResponse>, NotFound>> Refuse(
        Guid id, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, m => { m.Refuse(); return Task.CompletedTask; }, cancel);

    static async Task<Results<RecordResult<MembershipResponse>, NotFound>> ChangeAsync(
        Guid id, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, Func<Membership, Task> change, CancellationToken cancel)
    {
        if (await tenancy.Memberships.SingleOrDefaultAsync(m => m.Id == id, cancel) is not { } membership) return TypedResults.NotFound();
        ifMatch.Claim(membership);
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        await change(membership);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new RecordResult<MembershipResponse>(MembershipResponse.Of(membership));
    }
}
