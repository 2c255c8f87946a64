using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Merges;

/// <summary>Two records of one person, or of one organisation: give personId or organisationId.</summary>
/// <param name="PersonId">The person's record that is to speak no longer for itself.</param>
/// <param name="OrganisationId">The organisation's record that is to speak no longer for itself.</param>
/// <param name="IntoId">The record that is to speak for it.</param>
public sealed record MergeRecords(Guid IntoId, Guid? PersonId = null, Guid? OrganisationId = null)
{
    public static MergeRecords Example =>
        new(Guid.Parse("01970000-0000-7000-8000-000000000001"), PersonId: Guid.Parse("01970000-0000-7000-8000-000000000002"));
}

public sealed record MergeResponse(Guid Id, int Version, Guid? PersonId, Guid? OrganisationId, Guid IntoId, DateTimeOffset? UndoneAt) : IVersioned
{
    public static MergeResponse Of(Merge merge) =>
        new(merge.Id, merge.Version, merge.PersonId, merge.OrganisationId, merge.IntoId, merge.UndoneAt);
}

static class MergeEndpoints
{
    public static void MapMerges(this IEndpointRouteBuilder app)
    {
        var merges = app.MapGroup("/api/v1/merges").WithTags("Merges").RequireSecretariat();
        merges.MapGet("/{id:guid}", Get).RequireScope(Scopes.RegistryRead).WithName("GetMerge").WithSummary("Read a merge");
        merges.MapPost("/", Merge).RequireScope(Scopes.RegistryWrite).WithName("MergeRecords")
            .WithSummary("Decide that two records are of one person or organisation; references to either stay as they are");
        merges.MapPost("/{id:guid}/undo", Undo).RequireScope(Scopes.RegistryWrite).WithName("UndoMerge").WithSummary("Part the two records again");
    }

    static async Task<Results<RecordResult<MergeResponse>, NotFound>> Get(Guid id, RegistryDbContext db, CancellationToken cancel) =>
        await db.Merges.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancel) is { } merge
            ? new RecordResult<MergeResponse>(MergeResponse.Of(merge))
            : TypedResults.NotFound();

    static async Task<CreatedRecord<MergeResponse>> Merge(MergeRecords body, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        await db.LockIdentitiesAsync(cancel);
        var merge = (body.PersonId, body.OrganisationId) switch
        {
            ({ } person, null) => await db.MergePeopleAsync(person, body.IntoId, cancel),
            (null, { } organisation) => await db.MergeOrganisationsAsync(organisation, body.IntoId, tenancy.Today, cancel),
            _ => throw new ShapeException("personId", "person-or-organisation"),
        };
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new($"/api/v1/merges/{merge.Id}", MergeResponse.Of(merge));
    }

    static async Task<Results<RecordResult<MergeResponse>, NotFound>> Undo(
        Guid id, IfMatch ifMatch, RegistryDbContext db, TimeProvider time, CancellationToken cancel)
    {
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        await db.LockIdentitiesAsync(cancel);
        if (await db.Merges.SingleOrDefaultAsync(m => m.Id == id, cancel) is not { } merge) return TypedResults.NotFound();
        ifMatch.Claim(merge);
        if (merge.PersonId is { } person) merge.Undo(await db.People.SingleAsync(p => p.Id == person, cancel), time.GetUtcNow());
        else merge.Undo(await db.Organisations.SingleAsync(o => o.Id == merge.OrganisationId, cancel), time.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new RecordResult<MergeResponse>(MergeResponse.Of(merge));
    }
}
