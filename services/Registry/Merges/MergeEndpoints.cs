using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Merges;

/// <summary>Two records of one person.</summary>
/// <param name="PersonId">The record that is to speak no longer for itself.</param>
/// <param name="IntoId">The record that is to speak for it.</param>
public sealed record MergePeople(Guid PersonId, Guid IntoId);

public sealed record MergeResponse(Guid Id, int Version, Guid PersonId, Guid IntoId, DateTimeOffset? UndoneAt) : IVersioned
{
    public static MergeResponse Of(Merge merge) => new(merge.Id, merge.Version, merge.PersonId, merge.IntoId, merge.UndoneAt);
}

static class MergeEndpoints
{
    public static void MapMerges(this IEndpointRouteBuilder app)
    {
        var merges = app.MapGroup("/api/v1/merges").WithTags("Merges").RequireSecretariat();
        merges.MapGet("/{id:guid}", Get).RequireScope(Scopes.RegistryRead).WithName("GetMerge").WithSummary("Read a merge");
        merges.MapPost("/", Merge).RequireScope(Scopes.RegistryWrite).WithName("MergePeople")
            .WithSummary("Decide that two records are of one person; references to either stay as they are");
        merges.MapPost("/{id:guid}/undo", Undo).RequireScope(Scopes.RegistryWrite).WithName("UndoMerge").WithSummary("Part the two records again");
    }

    static async Task<Results<RecordResult<MergeResponse>, NotFound>> Get(Guid id, RegistryDbContext db, CancellationToken cancel) =>
        await db.Merges.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancel) is { } merge
            ? new RecordResult<MergeResponse>(MergeResponse.Of(merge))
            : TypedResults.NotFound();

    static async Task<CreatedRecord<MergeResponse>> Merge(MergePeople body, RegistryDbContext db, CancellationToken cancel)
    {
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        await db.LockIdentitiesAsync(cancel);
        var people = await LockAsync(db, [body.PersonId, body.IntoId], cancel);
        var merge = new Merge(Find(body.PersonId, "personId"), Find(body.IntoId, "intoId"));
        db.Add(merge);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new($"/api/v1/merges/{merge.Id}", MergeResponse.Of(merge));

        Person Find(Guid id, string field) => people.SingleOrDefault(p => p.Id == id) ?? throw new ShapeException(field, "unknown-person");
    }

    static async Task<Results<RecordResult<MergeResponse>, NotFound>> Undo(
        Guid id, IfMatch ifMatch, RegistryDbContext db, TimeProvider time, CancellationToken cancel)
    {
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        await db.LockIdentitiesAsync(cancel);
        if (await db.Merges.SingleOrDefaultAsync(m => m.Id == id, cancel) is not { } merge) return TypedResults.NotFound();
        ifMatch.Claim(merge);
        merge.Undo(await db.People.SingleAsync(p => p.Id == merge.PersonId, cancel), time.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new RecordResult<MergeResponse>(MergeResponse.Of(merge));
    }

    /// <summary>Both at once and in one order: of two merges that cross, the second finds a record that is not active any more.</summary>
    static Task<List<Person>> LockAsync(RegistryDbContext db, Guid[] ids, CancellationToken cancel) =>
        db.People.FromSql($"SELECT * FROM people WHERE id = ANY ({ids}) ORDER BY id FOR UPDATE").ToListAsync(cancel);
}
