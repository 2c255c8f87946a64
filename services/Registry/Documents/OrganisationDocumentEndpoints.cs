using MayorsMechanism.Messaging.Files;
using MayorsMechanism.Registry.Merges;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Documents;

/// <summary>Files about organisations. Like the history, for those who may edit the organisation: the directory does not hold them.</summary>
static class OrganisationDocumentEndpoints
{
    public static void MapOrganisationDocuments(this IEndpointRouteBuilder app)
    {
        var documents = app.MapGroup("/api/v1/organisations/{organisationId:guid}/documents").WithTags("Documents");
        var reads = documents.MapGroup("").RequireScope(Scopes.RegistryRead);
        reads.MapGet("/", List).WithName("ListOrganisationDocuments").WithSummary("List the documents about an organisation, and about those merged into it");
        reads.MapGet("/{id:guid}", Get).WithName("GetOrganisationDocument").WithSummary("Read what is said of a document about an organisation");
        reads.MapGet("/{id:guid}/file", Download).WithName("DownloadOrganisationDocument").WithSummary("Download a document about an organisation");

        var changes = documents.MapGroup("").RequireScope(Scopes.RegistryWrite);
        changes.MapPost("/", Add).WithName("AddOrganisationDocument").WithSummary("Add a document about an organisation: the body is the file, up to 25 MiB");
        changes.MapDelete("/{id:guid}", Remove).WithName("RemoveOrganisationDocument").WithSummary("Remove a document about an organisation");
    }

    static async Task<Results<Page<OrganisationDocumentResponse>, NotFound>> List(
        Guid organisationId, [AsParameters] PageQuery page, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (!await tenancy.Editable.AnyAsync(o => o.Id == organisationId, cancel)) return TypedResults.NotFound();
        return (await page.RunAsync((await AboutAsync(organisationId, db, cancel)).AsNoTracking(), cancel)).Select(OrganisationDocumentResponse.Of);
    }

    static async Task<Results<RecordResult<OrganisationDocumentResponse>, NotFound>> Get(
        Guid organisationId, Guid id, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        await FindAsync(organisationId, id, tenancy, db, cancel) is { } document
            ? new RecordResult<OrganisationDocumentResponse>(OrganisationDocumentResponse.Of(document))
            : TypedResults.NotFound();

    static async Task<Results<FileDownload, NotFound>> Download(
        Guid organisationId, Guid id, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        await FindAsync(organisationId, id, tenancy, db, cancel) is { } document ? new FileDownload(db, document.File) : TypedResults.NotFound();

    static Task<Results<CreatedRecord<OrganisationDocumentResponse>, NotFound>> Add(
        Guid organisationId, [AsParameters] AddOrganisationDocument facts, Upload upload, Tenancy tenancy, RegistryDbContext db, TimeProvider clock,
        CancellationToken cancel) =>
        db.InTransactionAsync<Results<CreatedRecord<OrganisationDocumentResponse>, NotFound>>(async () =>
        {
            if (!await tenancy.Readable.AnyAsync(o => o.Id == organisationId, cancel)) return TypedResults.NotFound();
            await tenancy.RequireEditableAsync(organisationId, cancel);
            (await db.LockAsync(organisationId, shared: false, cancel)).RequireActive();
            var file = await upload.KeepAsync(db, facts.Name, cancel);
            var document = new OrganisationDocument(organisationId, facts.Kind.Value, facts.Title, file, clock.GetUtcNow());
            db.Add(document);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<OrganisationDocumentResponse>(
                $"/api/v1/organisations/{organisationId}/documents/{document.Id}", OrganisationDocumentResponse.Of(document));
        }, cancel);

    static Task<Results<NoContent, NotFound>> Remove(
        Guid organisationId, Guid id, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        db.InTransactionAsync<Results<NoContent, NotFound>>(async () =>
        {
            if (await FindAsync(organisationId, id, tenancy, db, cancel) is not { } document) return TypedResults.NotFound();
            ifMatch.Claim(document);
            db.Remove(document);
            await db.DropFilesAsync([document.File], cancel);
            await db.SaveChangesAsync(cancel);
            return TypedResults.NoContent();
        }, cancel);

    static async Task<OrganisationDocument?> FindAsync(Guid organisation, Guid id, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        await tenancy.Editable.AnyAsync(o => o.Id == organisation, cancel)
            ? await (await AboutAsync(organisation, db, cancel)).SingleOrDefaultAsync(d => d.Id == id, cancel)
            : null;

    /// <summary>What was merged into a member counts as that member.</summary>
    static async Task<IQueryable<OrganisationDocument>> AboutAsync(Guid organisation, RegistryDbContext db, CancellationToken cancel)
    {
        var behind = await db.BehindOrganisationsAsync([organisation], cancel);
        return db.OrganisationDocuments.Where(d => behind.Contains(d.OrganisationId));
    }
}
