using MayorsMechanism.Outcomes.Copies;
using MayorsMechanism.Outcomes.Papers.Documents;
using MayorsMechanism.Outcomes.Releases;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes.Papers;

/// <summary>Filters of the paper list.</summary>
/// <param name="ConsultationId">Only of this consultation.</param>
public sealed record PaperFilter(Guid? ConsultationId);

static class PaperEndpoints
{
    public static void MapPapers(this IEndpointRouteBuilder app)
    {
        var papers = app.MapGroup("/api/v1/papers").WithTags("Papers");
        papers.MapGet("/", List).RequireScope(Scopes.OutcomesRead).WithName("ListPapers").WithSummary("List papers; a network sees those that were released");
        papers.MapGet("/{id:guid}", Get).RequireScope(Scopes.OutcomesRead).WithName("GetPaper").WithSummary("Read a paper; a network reads its latest release");

        var drafts = papers.MapGroup("/{id:guid}").RequireScope(Scopes.OutcomesRead).RequireSecretariat();
        drafts.MapGet("/draft", Draft).WithName("GetDraft").WithSummary("Read a paper as it would be released now");
        drafts.MapGet("/draft.{extension}", DraftAs).WithName("GetDraftAs").WithSummary("Read the draft as json, docx, html or md");

        var changes = papers.MapGroup("").RequireScope(Scopes.OutcomesWrite).RequireSecretariat();
        changes.MapPost("/", Begin).WithName("BeginPaper").WithSummary("Begin a paper on a consultation");
        changes.MapPatch("/{id:guid}", Patch).WithName("PatchPaper").WithSummary("Change a paper's own texts");
        changes.MapPaperTransitions();
    }

    static async Task<Page<PaperResponse>> List(
        [AsParameters] PaperFilter filter, [AsParameters] PageQuery page, Caller caller, OutcomesDbContext db, CancellationToken cancel)
    {
        var after = page.Cursor<IdCursor>()?.Id ?? Guid.Empty;
        if (caller.IsSecretariat)
        {
            var all = db.Papers.AsNoTracking().Where(p => filter.ConsultationId == null || p.ConsultationId == filter.ConsultationId);
            return (await page.RunAsync(all.Where(p => p.Id > after).OrderBy(p => p.Id), all, p => new IdCursor(p.Id), cancel)).Select(PaperResponse.Of);
        }
        var released = db.Published().Where(p => filter.ConsultationId == null || p.Paper.ConsultationId == filter.ConsultationId);
        var query = released.Where(p => p.Paper.Id > after).OrderBy(p => p.Paper.Id);
        return (await page.RunAsync(query, released, p => new IdCursor(p.Paper.Id), cancel)).Select(PaperResponse.Of);
    }

    static async Task<Results<RecordResult<PaperResponse>, NotFound>> Get(Guid id, Caller caller, OutcomesDbContext db, CancellationToken cancel)
    {
        var found = caller.IsSecretariat
            ? await db.Papers.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancel) is { } paper ? PaperResponse.Of(paper) : null
            : await db.Published().SingleOrDefaultAsync(p => p.Paper.Id == id, cancel) is { } published ? PaperResponse.Of(published) : null;
        return found is null ? TypedResults.NotFound() : new RecordResult<PaperResponse>(found);
    }

    static async Task<Results<Ok<DraftResponse>, NotFound>> Draft(Guid id, OutcomesDbContext db, CancellationToken cancel) =>
        await DraftAsync(id, db, cancel) is { } draft ? TypedResults.Ok(new DraftResponse(Digest.Of(draft), draft)) : TypedResults.NotFound();

    static async Task<Results<DocumentResult, NotFound>> DraftAs(
        Guid id, string extension, [AsParameters] DocumentQuery query, HttpRequest request, OutcomesDbContext db, CancellationToken cancel) =>
        DocumentResult.FormatOf(request, extension) is { } format && await DraftAsync(id, db, cancel) is { } draft
            ? new DocumentResult(draft, Digest.Of(draft), format, query.Language, DocumentResult.Draft)
            : TypedResults.NotFound();

    static async Task<PaperDocument?> DraftAsync(Guid id, OutcomesDbContext db, CancellationToken cancel) =>
        await db.Papers.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancel) is { } paper ? await Assembly.OfAsync(paper, db, cancel) : null;

    static async Task<CreatedRecord<PaperResponse>> Begin(PaperBody body, OutcomesDbContext db, CancellationToken cancel)
    {
        await db.RequireConsultationAsync(body.ConsultationId, cancel);
        var paper = new Paper(body);
        db.Add(paper);
        await db.SaveChangesAsync(cancel);
        return new($"/api/v1/papers/{paper.Id}", PaperResponse.Of(paper));
    }

    static async Task<Results<RecordResult<PaperResponse>, NotFound>> Patch(
        Guid id, MergePatch<PaperBody> patch, IfMatch ifMatch, OutcomesDbContext db, CancellationToken cancel)
    {
        if (await db.Papers.SingleOrDefaultAsync(p => p.Id == id, cancel) is not { } paper) return TypedResults.NotFound();
        ifMatch.Claim(paper);
        paper.Set(await patch.ApplyToAsync(PaperResponse.BodyOf(paper)));
        await db.SaveChangesAsync(cancel);
        return new RecordResult<PaperResponse>(PaperResponse.Of(paper));
    }
}
