using MayorsMechanism.Outcomes.Papers;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MayorsMechanism.Outcomes.Releases;

/// <summary>What anyone may read, without a token.</summary>
static class PublicPaperEndpoints
{
    public static void MapPublicPapers(this IEndpointRouteBuilder app)
    {
        var papers = app.MapGroup("/public/papers").WithTags("Public").AllowAnonymous();
        papers.MapGet("/", List).WithName("ListPublicPapers").WithSummary("List papers that were released");
        papers.MapGet("/{id:guid}", Latest).WithName("GetPublicPaper").WithSummary("Read the latest release of a paper");
        papers.MapGet("/{id:guid}/releases/{number:int}", Get).WithMetadata(new MayBeGone()).WithName("GetPublicRelease")
            .WithSummary("Read a release, in the form that Accept asks for");
        papers.MapGet("/{id:guid}/releases/{number:int}.{extension}", GetAs).WithMetadata(new MayBeGone()).WithName("GetPublicReleaseAs")
            .WithSummary("Read a release as json, docx, html or md");
    }

    static async Task<PublicPage> List([AsParameters] PageQuery page, OutcomesDbContext db, CancellationToken cancel)
    {
        var all = db.Published();
        var after = page.Cursor<IdCursor>();
        var query = (after is null ? all : all.Where(p => p.Paper.Id > after.Id)).OrderBy(p => p.Paper.Id);
        return new((await page.RunAsync(query, all, p => new IdCursor(p.Paper.Id), cancel)).Select(p => PublicPaper.Of(p.Release)));
    }

    static async Task<Results<DocumentResult, NotFound>> Latest(Guid id, HttpRequest request, OutcomesDbContext db, CancellationToken cancel) =>
        await db.LatestAsync(id, cancel) is { } latest
            ? Show(latest, DocumentResult.FormatOf(request, "json")!, null)
            : TypedResults.NotFound();

    static Task<Results<DocumentResult, NotFound>> Get(
        Guid id, int number, [AsParameters] DocumentQuery query, HttpRequest request, OutcomesDbContext db, CancellationToken cancel) =>
        ReadAsync(id, number, null, query, request, db, cancel);

    static Task<Results<DocumentResult, NotFound>> GetAs(
        Guid id, int number, string extension, [AsParameters] DocumentQuery query, HttpRequest request, OutcomesDbContext db, CancellationToken cancel) =>
        ReadAsync(id, number, extension, query, request, db, cancel);

    static async Task<Results<DocumentResult, NotFound>> ReadAsync(
        Guid id, int number, string? extension, DocumentQuery query, HttpRequest request, OutcomesDbContext db, CancellationToken cancel) =>
        DocumentResult.FormatOf(request, extension) is { } format
        && await db.ReleaseAsync(id, number, by => $"/public/papers/{id}/releases/{by}", cancel) is { } release
            ? Show(release, format, query.Language)
            : TypedResults.NotFound();

    static DocumentResult Show(Release release, Papers.Documents.PaperFormat format, string? language) =>
        new(release.Document!, release.Digest, format, language, DocumentResult.Public);
}
