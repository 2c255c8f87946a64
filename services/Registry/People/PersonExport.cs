using MayorsMechanism.Registry.History;
using MayorsMechanism.Registry.Merges;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.People;

/// <summary>All that the registry holds about a person, for that person. Suggested duplicates are left out: they tell of somebody else too.</summary>
/// <param name="At">When it was put together.</param>
/// <param name="People">The person's record, and those that were merged into it.</param>
/// <param name="Positions">What the person is and was, at which organisations.</param>
/// <param name="Merges">Which records somebody decided to be of one person, those taken back among them.</param>
/// <param name="History">Each change of the above: who, when, from what to what.</param>
public sealed record PersonExport(
    DateTimeOffset At, IReadOnlyList<PersonResponse> People, IReadOnlyList<PositionResponse> Positions, IReadOnlyList<MergeResponse> Merges,
    IReadOnlyList<HistoryLine> History);

static class PersonExportEndpoints
{
    public static void MapPersonExport(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/people/{id:guid}/export", Export).RequireScope(Scopes.RegistryRead).RequireSecretariat().WithTags("People")
            .WithName("ExportPerson").WithSummary("Give all that the registry holds about a person, consents, contacts and history among it");

    static async Task<Results<Ok<PersonExport>, NotFound>> Export(
        Guid id, HttpContext http, Tenancy tenancy, RegistryDbContext db, TimeProvider time, CancellationToken cancel)
    {
        var people = await db.People.FromSql($"""
            WITH RECURSIVE same(id) AS (SELECT {id} UNION SELECT p.id FROM people p JOIN same ON p.canonical_id = same.id)
            SELECT * FROM people WHERE id IN (SELECT id FROM same)
            """).AsNoTracking().OrderBy(p => p.Id).ToListAsync(cancel);
        if (people.Count == 0) return TypedResults.NotFound();
        Guid[] ids = [.. people.Select(p => p.Id)];
        var positions = await db.Positions.AsNoTracking().Where(at => ids.Contains(at.PersonId)).OrderBy(at => at.Id).ToListAsync(cancel);
        var merges = await db.Merges.AsNoTracking()
            .Where(m => m.PersonId != null && (ids.Contains(m.PersonId.Value) || ids.Contains(m.IntoId))).OrderBy(m => m.Id).ToListAsync(cancel);
        Guid[] roots = [.. ids, .. merges.Select(m => m.Id)];
        var history = await db.History.Where(entry => roots.Contains(entry.RootId)).OrderBy(entry => entry.Id).WithBefore(db).ToListAsync(cancel);
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"person-{id}.json\"";
        return TypedResults.Ok(new PersonExport(time.GetUtcNow(), [.. people.Select(PersonResponse.From)], [.. positions.Select(PositionResponse.Of)],
            [.. merges.Select(MergeResponse.Of)], [.. history.Select(h => HistoryEndpoints.LineOf(h, tenancy.Caller))]));
    }
}
