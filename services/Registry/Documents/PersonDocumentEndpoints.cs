using MayorsMechanism.Messaging.Files;
using MayorsMechanism.Registry.Merges;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Documents;

/// <summary>Files about people, for those who may see the person. A photo is given out only while the person does not refuse its use.</summary>
static class PersonDocumentEndpoints
{
    public static void MapPersonDocuments(this IEndpointRouteBuilder app)
    {
        var documents = app.MapGroup("/api/v1/people/{personId:guid}/documents").WithTags("Documents");
        var reads = documents.MapGroup("").RequireScope(Scopes.RegistryRead);
        reads.MapGet("/", List).WithName("ListPersonDocuments").WithSummary("List the documents about a person, and about records merged into theirs");
        reads.MapGet("/{id:guid}", Get).WithName("GetPersonDocument").WithSummary("Read what is said of a document about a person");
        reads.MapGet("/{id:guid}/file", Download).WithName("DownloadPersonDocument").WithSummary("Download a document about a person, unless it is withheld");

        var changes = documents.MapGroup("").RequireScope(Scopes.RegistryWrite);
        changes.MapPost("/", Add).WithName("AddPersonDocument").WithSummary("Add a document about a person: the body is the file, up to 25 MiB");
        changes.MapDelete("/{id:guid}", Remove).WithName("RemovePersonDocument").WithSummary("Remove a document about a person");
    }

    static async Task<Results<Page<PersonDocumentResponse>, NotFound>> List(
        Guid personId, [AsParameters] PageQuery page, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (!await tenancy.People.AnyAsync(p => p.Id == personId, cancel)) return TypedResults.NotFound();
        var all = (await AboutAsync(personId, tenancy, db, cancel)).AsNoTracking();
        var documents = await page.RunAsync(all, cancel);
        var refused = await RefusesPhotosAsync(personId, db, cancel);
        return documents.Select(d => PersonDocumentResponse.Of(d, refused));
    }

    static async Task<Results<RecordResult<PersonDocumentResponse>, NotFound>> Get(
        Guid personId, Guid id, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        await FindAsync(personId, id, tenancy, db, cancel) is { } document
            ? new RecordResult<PersonDocumentResponse>(PersonDocumentResponse.Of(document, await RefusesPhotosAsync(personId, db, cancel)), isWhole: false)
            : TypedResults.NotFound();

    static async Task<Results<FileDownload, NotFound>> Download(
        Guid personId, Guid id, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (await FindAsync(personId, id, tenancy, db, cancel) is not { } document) return TypedResults.NotFound();
        await RequireConsentAsync(document.Kind, personId, db, cancel);
        return new FileDownload(db, document.File);
    }

    static Task<Results<CreatedRecord<PersonDocumentResponse>, NotFound>> Add(
        Guid personId, [AsParameters] AddPersonDocument facts, Upload upload, Tenancy tenancy, RegistryDbContext db, TimeProvider clock,
        CancellationToken cancel) =>
        db.InTransactionAsync<Results<CreatedRecord<PersonDocumentResponse>, NotFound>>(async () =>
        {
            if (!await tenancy.People.AnyAsync(p => p.Id == personId, cancel)) return TypedResults.NotFound();
            // Locked, so that a merge or an erasure under way is not overtaken.
            (await db.LockPersonAsync(personId, cancel)).RequireActive();
            await RequireConsentAsync(facts.Kind.Value, personId, db, cancel);
            var file = await upload.KeepAsync(db, facts.Name, cancel);
            var document = new PersonDocument(personId, facts.Kind.Value, facts.Title, file, clock.GetUtcNow());
            db.Add(document);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<PersonDocumentResponse>($"/api/v1/people/{personId}/documents/{document.Id}", PersonDocumentResponse.Of(document, false));
        }, cancel);

    static Task<Results<NoContent, NotFound>> Remove(
        Guid personId, Guid id, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        db.InTransactionAsync<Results<NoContent, NotFound>>(async () =>
        {
            if (await FindAsync(personId, id, tenancy, db, cancel) is not { } document) return TypedResults.NotFound();
            (await db.LockPersonAsync(document.PersonId, cancel)).RequireUnproved(document);
            ifMatch.Claim(document);
            db.Remove(document);
            await db.DropFilesAsync([document.File], cancel);
            await db.SaveChangesAsync(cancel);
            return TypedResults.NoContent();
        }, cancel);

    static async Task<PersonDocument?> FindAsync(Guid person, Guid id, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        await tenancy.People.AnyAsync(p => p.Id == person, cancel)
            ? await (await AboutAsync(person, tenancy, db, cancel)).SingleOrDefaultAsync(d => d.Id == id, cancel)
            : null;

    /// <summary>A merge opens nothing: of the records merged into this one, a network is shown the documents of those that it may see.</summary>
    static async Task<IQueryable<PersonDocument>> AboutAsync(Guid person, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        var behind = await db.BehindPersonAsync(person, cancel);
        return db.PersonDocuments.Where(d => behind.Contains(d.PersonId) && tenancy.People.Any(p => p.Id == d.PersonId));
    }

    static async Task RequireConsentAsync(PersonDocumentKind kind, Guid person, RegistryDbContext db, CancellationToken cancel)
    {
        if (kind is PersonDocumentKind.Photo && await RefusesPhotosAsync(person, db, cancel)) throw new RuleViolation("photo-refused");
    }

    static Task<bool> RefusesPhotosAsync(Guid person, RegistryDbContext db, CancellationToken cancel) =>
        db.Refusing(ConsentUse.Photo).AnyAsync(p => p.Id == person, cancel);
}
