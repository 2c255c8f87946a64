using MayorsMechanism.Messaging.Files;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Documents;

static class DocumentEndpoints
{
    public static void MapDocuments(this IEndpointRouteBuilder app)
    {
        var documents = app.MapGroup("/api/v1/consultations/{consultationId:guid}/documents").WithTags("Documents");
        var reads = documents.MapGroup("").RequireScope(Scopes.ConsultationsRead);
        reads.MapGet("/", List).WithName("ListDocuments").WithSummary("List a consultation's documents");
        reads.MapGet("/{id:guid}", Get).WithName("GetDocument").WithSummary("Read what is said of a document");
        reads.MapGet("/{id:guid}/file", Download).WithName("DownloadDocument").WithSummary("Download a document");

        var changes = documents.MapGroup("").RequireScope(Scopes.ConsultationsWrite).RequireSecretariat();
        changes.MapPost("/", Add).WithName("AddDocument").WithSummary("Add a document: the body is the file, up to 25 MiB");
        changes.MapDelete("/{id:guid}", Remove).WithName("RemoveDocument").WithSummary("Remove a document");
    }

    static async Task<Results<Page<DocumentResponse>, NotFound>> List(
        Guid consultationId, [AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel)
    {
        if (!await tenancy.Consultations.AnyAsync(c => c.Id == consultationId, cancel)) return TypedResults.NotFound();
        var all = tenancy.Documents.AsNoTracking().Where(d => d.ConsultationId == consultationId);
        return (await page.RunAsync(all, cancel)).Select(DocumentResponse.Of);
    }

    static async Task<Results<RecordResult<DocumentResponse>, NotFound>> Get(Guid consultationId, Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await FindAsync(consultationId, id, tenancy, cancel) is { } document
            ? new RecordResult<DocumentResponse>(DocumentResponse.Of(document))
            : TypedResults.NotFound();

    static async Task<Results<FileDownload, NotFound>> Download(
        Guid consultationId, Guid id, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        await FindAsync(consultationId, id, tenancy, cancel) is { } document ? new FileDownload(db, document.File) : TypedResults.NotFound();

    static Task<Results<CreatedRecord<DocumentResponse>, NotFound>> Add(
        Guid consultationId, [AsParameters] AddDocument facts, Upload upload, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel) =>
        db.InTransactionAsync<Results<CreatedRecord<DocumentResponse>, NotFound>>(async () =>
        {
            if (!await db.Consultations.AnyAsync(c => c.Id == consultationId, cancel)) return TypedResults.NotFound();
            var document = new Document(consultationId, facts.Title, await upload.KeepAsync(db, facts.Name, cancel), clock.GetUtcNow());
            db.Add(document);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<DocumentResponse>($"/api/v1/consultations/{consultationId}/documents/{document.Id}", DocumentResponse.Of(document));
        }, cancel);

    static Task<Results<NoContent, NotFound>> Remove(
        Guid consultationId, Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        db.InTransactionAsync<Results<NoContent, NotFound>>(async () =>
        {
            if (await FindAsync(consultationId, id, tenancy, cancel) is not { } document) return TypedResults.NotFound();
            ifMatch.Claim(document);
            db.Remove(document);
            await db.DropFilesAsync([document.File], cancel);
            await db.SaveChangesAsync(cancel);
            return TypedResults.NoContent();
        }, cancel);

    static Task<Document?> FindAsync(Guid consultation, Guid id, Tenancy tenancy, CancellationToken cancel) =>
        tenancy.Documents.SingleOrDefaultAsync(d => d.ConsultationId == consultation && d.Id == id, cancel);
}
