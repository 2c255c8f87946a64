using MayorsMechanism.Outcomes.Papers;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes.Releases;

static class ReleaseEndpoints
{
    sealed record Cursor(int Number);

    public static void MapReleases(this IEndpointRouteBuilder app)
    {
        var releases = app.MapGroup("/api/v1/papers/{id:guid}/releases").WithTags("Papers").RequireScope(Scopes.OutcomesRead);
        releases.MapGet("/", List).WithName("ListReleases").WithSummary("List a paper's releases");
        releases.MapGet("/{number:int}", Get).WithMetadata(new MayBeGone()).WithName("GetRelease").WithSummary("Read a release, in the form that Accept asks for");
        releases.MapGet("/{number:int}.{extension}", GetAs).WithMetadata(new MayBeGone()).WithName("GetReleaseAs")
            .WithSummary("Read a release as json, docx, html or md");
    }

    static async Task<Results<Page<ReleaseResponse>, NotFound>> List(
        Guid id, [AsParameters] PageQuery page, Caller caller, OutcomesDbContext db, CancellationToken cancel)
    {
        if (!await db.Papers.AnyAsync(p => p.Id == id && (caller.IsSecretariat || p.Releases > 0), cancel)) return TypedResults.NotFound();
        var all = db.Releases.AsNoTracking().Where(r => r.PaperId == id);
        var after = page.Cursor<Cursor>();
        // Their documents stay where they are.
        var query = (after is null ? all : all.Where(r => r.Number > after.Number)).OrderBy(r => r.Number)
            .Select(r => new ReleaseResponse(r.PaperId, r.Number, r.ReleasedAt, r.SupersededBy));
        return await page.RunAsync(query, all, r => new Cursor(r.Number), cancel);
    }

    static Task<Results<DocumentResult, NotFound>> Get(
        Guid id, int number, [AsParameters] DocumentQuery query, HttpRequest request, OutcomesDbContext db, CancellationToken cancel) =>
        ReadAsync(id, number, null, query, request, db, cancel);

    static Task<Results<DocumentResult, NotFound>> GetAs(
        Guid id, int number, string extension, [AsParameters] DocumentQuery query, HttpRequest request, OutcomesDbContext db, CancellationToken cancel) =>
        ReadAsync(id, number, extension, query, request, db, cancel);

    static async Task<Results<DocumentResult, NotFound>> ReadAsync(
        Guid id, int number, string? extension, DocumentQuery query, HttpRequest request, OutcomesDbContext db, CancellationToken cancel) =>
        DocumentResult.FormatOf(request, extension) is { } format
        && await db.ReleaseAsync(id, number, by => ReleaseResponse.PathOf(id, by), cancel) is { } release
            ? new DocumentResult(release.Document!, release.Digest, format, query.Language, DocumentResult.Release)
            : TypedResults.NotFound();
}
