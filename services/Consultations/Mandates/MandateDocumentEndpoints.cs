using MayorsMechanism.Messaging.Files;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Mandates;

/// <summary>What the sender calls the file.</summary>
/// <param name="Name">With its ending; only what is safe of it is kept.</param>
public sealed record MandateDocumentName([property: Text(200)] string? Name);

/// <summary>The paper that a mandate was given by. Who sees the mandate sees it, who changes the mandate hands it in.</summary>
static class MandateDocumentEndpoints
{
    public static void MapMandateDocuments(this RouteGroupBuilder mandates)
    {
        mandates.MapGet("/{id:guid}/document", Download).RequireScope(Scopes.ConsultationsRead).WithName("DownloadMandateDocument")
            .WithSummary("Download the file that shows a mandate");
        var changes = mandates.MapGroup("/{id:guid}/document").RequireScope(Scopes.NominationsWrite);
        changes.MapPut("/", Attach).WithName("AttachMandateDocument").WithSummary("Hand in the file that shows a mandate, up to 25 MiB; it replaces the one before");
        changes.MapDelete("/", Detach).WithName("DetachMandateDocument").WithSummary("Remove the file of a mandate");
    }

    static async Task<Results<FileDownload, NotFound>> Download(Guid id, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        await tenancy.Mandates.AsNoTracking().Where(m => m.Id == id).Select(m => m.Document).SingleOrDefaultAsync(cancel) is { } file
            ? new FileDownload(db, file)
            : TypedResults.NotFound();

    static Task<Results<RecordResult<MandateResponse>, NotFound>> Attach(
        Guid id, [AsParameters] MandateDocumentName file, Upload upload, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, () => upload.KeepAsync(db, file.Name, cancel)!, cancel);

    static Task<Results<RecordResult<MandateResponse>, NotFound>> Detach(
        Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, tenancy, db, () => Task.FromResult<StoredFile?>(null), cancel);

    static Task<Results<RecordResult<MandateResponse>, NotFound>> ChangeAsync(
        Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, Func<Task<StoredFile?>> keep, CancellationToken cancel) =>
        db.InTransactionAsync<Results<RecordResult<MandateResponse>, NotFound>>(async () =>
        {
            if (await MandateEndpoints.ClaimAsync(id, ifMatch, tenancy, db, cancel) is not { } mandate) return TypedResults.NotFound();
            await db.DropFilesAsync([mandate.Document], cancel);
            mandate.Attach(await keep());
            await db.SaveChangesAsync(cancel);
            return new RecordResult<MandateResponse>(MandateResponse.Of(mandate));
        }, cancel);
}
