using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.People;

/// <summary>What a caller states about a position; the days are both included.</summary>
public record PositionBody([Text(300)] string? Title, PositionKind Kind, bool? Elected = null, DateOnly? From = null, DateOnly? To = null);

public sealed record TakePosition(
    Guid OrganisationId, string? Title, PositionKind Kind, bool? Elected = null, DateOnly? From = null, DateOnly? To = null)
    : PositionBody(Title, Kind, Elected, From, To);

public sealed record PositionResponse(
    Guid Id, int Version, Guid PersonId, Guid OrganisationId, string? Title, PositionKind Kind, bool? Elected, DateOnly? From, DateOnly? To) : IVersioned
{
    public static PositionResponse Of(Position at) =>
        new(at.Id, at.Version, at.PersonId, at.OrganisationId, at.Title, at.Kind, at.Elected, at.From, at.To);
}

static class PositionEndpoints
{
    public static void MapPositions(this IEndpointRouteBuilder app)
    {
        var positions = app.MapGroup("/api/v1/people/{personId:guid}/positions").WithTags("People");
        positions.MapGet("/", List).RequireScope(Scopes.RegistryRead).WithName("ListPositions").WithSummary("List a person's positions");
        positions.MapGet("/{id:guid}", Get).RequireScope(Scopes.RegistryRead).WithName("GetPosition").WithSummary("Read a position");
        positions.MapPost("/", Take).RequireScope(Scopes.RegistryWrite).WithName("TakePosition").WithSummary("Record a person's position at an organisation");
        positions.MapPatch("/{id:guid}", Patch).RequireScope(Scopes.RegistryWrite).WithName("PatchPosition").WithSummary("Change or end a position");
    }

    static async Task<Results<Page<PositionResponse>, NotFound>> List(
        Guid personId, [AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel)
    {
        if (!await tenancy.People.AnyAsync(p => p.Id == personId, cancel)) return TypedResults.NotFound();
        return (await page.RunAsync(tenancy.PositionsOf(personId).AsNoTracking(), cancel)).Select(PositionResponse.Of);
    }

    static async Task<Results<RecordResult<PositionResponse>, NotFound>> Get(Guid personId, Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await FindAsync(personId, id, tenancy, cancel) is { } position
            ? new RecordResult<PositionResponse>(PositionResponse.Of(position))
            : TypedResults.NotFound();

    static async Task<Results<CreatedRecord<PositionResponse>, NotFound>> Take(
        Guid personId, TakePosition body, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (!await tenancy.People.AnyAsync(p => p.Id == personId, cancel)) return TypedResults.NotFound();
        await RequireEditableAsync(body.OrganisationId, tenancy, cancel);
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        // Locked, so that a merge or an erasure under way is not overtaken.
        (await db.LockPersonAsync(personId, cancel)).RequireActive();
        (await db.LockAsync(body.OrganisationId, shared: true, cancel)).RequireActive();
        var position = new Position(personId, body.OrganisationId, body);
        db.Add(position);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new CreatedRecord<PositionResponse>($"/api/v1/people/{personId}/positions/{position.Id}", PositionResponse.Of(position));
    }

    static async Task<Results<RecordResult<PositionResponse>, NotFound>> Patch(
        Guid personId, Guid id, MergePatch<PositionBody> patch, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (await FindAsync(personId, id, tenancy, cancel) is not { } position) return TypedResults.NotFound();
        await RequireEditableAsync(position.OrganisationId, tenancy, cancel);
        ifMatch.Claim(position);
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        var holder = await db.LockPersonAsync(personId, cancel);
        var organisation = await db.LockAsync(position.OrganisationId, shared: true, cancel);
        var facts = await patch.ApplyToAsync(new(position.Title, position.Kind, position.Elected, position.From, position.To));
        if (position.Gains(facts)) holder.RequireActive();
        position.Change(facts, organisation);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new RecordResult<PositionResponse>(PositionResponse.Of(position));
    }

    static async Task<Position?> FindAsync(Guid personId, Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.People.AnyAsync(p => p.Id == personId, cancel)
            ? await tenancy.PositionsOf(personId).SingleOrDefaultAsync(at => at.Id == id, cancel)
            : null;

    /// <summary>A network places people at its own members. An organisation that it may not even see reads like one that does not exist.</summary>
    static async Task RequireEditableAsync(Guid organisation, Tenancy tenancy, CancellationToken cancel)
    {
        if (await tenancy.Editable.AnyAsync(o => o.Id == organisation, cancel)) return;
        throw await tenancy.Readable.AnyAsync(o => o.Id == organisation, cancel)
            ? new ProblemException(403, "not-your-member")
            : new ShapeException("organisationId", "unknown-organisation");
    }
}
