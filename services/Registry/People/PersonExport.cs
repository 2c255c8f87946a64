using System.Text.Json.Nodes;
using MayorsMechanism.Messaging.Files;
using MayorsMechanism.Registry.Documents;
using MayorsMechanism.Registry.History;
using MayorsMechanism.Registry.Imports;
using MayorsMechanism.Registry.Merges;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.People;

/// <summary>All that the registry holds about a person, for that person. Suggested duplicates are left out: they tell of somebody else too.</summary>
/// <param name="At">When it was put together.</param>
/// <param name="People">The person's record, and those that were merged into it.</param>
/// <param name="Positions">What the person is and was, at which organisations.</param>
/// <param name="Documents">Files about the person, those that are withheld from others among them; each with the address of its bytes.</param>
/// <param name="Imports">Rows of uploaded files that are of the person, as long as their reports are kept.</param>
/// <param name="Merges">Which records somebody decided to be of one person, those taken back among them.</param>
/// <param name="History">Each change of the above: who, when, from what to what.</param>
public sealed record PersonExport(
    DateTimeOffset At, IReadOnlyList<PersonResponse> People, IReadOnlyList<PositionResponse> Positions,
    IReadOnlyList<ExportedDocument> Documents, IReadOnlyList<ExportedRow> Imports, IReadOnlyList<MergeResponse> Merges, IReadOnlyList<HistoryLine> History);

/// <param name="Document">What is said of it.</param>
/// <param name="File">Where its bytes are had.</param>
public sealed record ExportedDocument(PersonDocumentResponse Document, string File);

/// <param name="ImportId">The import.</param>
/// <param name="UploadedAt">When its file was uploaded.</param>
/// <param name="Row">The number of the row.</param>
/// <param name="Outcome">What became of it, or is to become of it.</param>
/// <param name="Fields">What it says.</param>
public sealed record ExportedRow(Guid ImportId, DateTimeOffset UploadedAt, int Row, RowOutcome Outcome, JsonObject Fields);

static class PersonExportEndpoints
{
    public static void MapPersonExport(this IEndpointRouteBuilder app)
    {
        var export = app.MapGroup("/api/v1/people/{id:guid}/export").RequireScope(Scopes.RegistryRead).RequireSecretariat().WithTags("People");
        export.MapGet("/", Export).WithName("ExportPerson").WithSummary("Give all that the registry holds about a person, consents, contacts and history among it");
        export.MapGet("/documents/{documentId:guid}", ExportFile).WithName("ExportPersonDocument")
            .WithSummary("Download a file of a person's export, also one that is withheld from everybody else");
    }

    static async Task<Results<Ok<PersonExport>, NotFound>> Export(
        Guid id, HttpContext http, Tenancy tenancy, RegistryDbContext db, TimeProvider time, CancellationToken cancel)
    {
        var ids = await db.SamePeopleAsync([id], cancel);
        var people = await db.People.AsNoTracking().Where(p => ids.Contains(p.Id)).OrderBy(p => p.Id).ToListAsync(cancel);
        if (people.Count == 0) return TypedResults.NotFound();
        var positions = await db.Positions.AsNoTracking().Where(at => ids.Contains(at.PersonId)).OrderBy(at => at.Id).ToListAsync(cancel);
        var documents = await db.PersonDocuments.AsNoTracking().Where(d => ids.Contains(d.PersonId)).OrderBy(d => d.Id).ToListAsync(cancel);
        var rows = await db.ImportRows.AsNoTracking().Where(row => row.RecordId != null && ids.Contains(row.RecordId.Value))
            .Join(db.Imports, row => row.ImportId, import => import.Id, (row, import) => new { Row = row, import.UploadedAt })
            .OrderBy(of => of.Row.ImportId).ThenBy(of => of.Row.Number).ToListAsync(cancel);
        var refused = await db.Refusing(ConsentUse.Photo).AnyAsync(p => p.Id == id, cancel);
        var merges = await db.Merges.AsNoTracking()
            .Where(m => m.PersonId != null && (ids.Contains(m.PersonId.Value) || ids.Contains(m.IntoId))).OrderBy(m => m.Id).ToListAsync(cancel);
        Guid[] roots = [.. ids, .. merges.Select(m => m.Id)];
        var history = await db.History.Where(entry => roots.Contains(entry.RootId)).OrderBy(entry => entry.Id).WithBefore(db).ToListAsync(cancel);
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"person-{id}.json\"";
        return TypedResults.Ok(new PersonExport(time.GetUtcNow(), [.. people.Select(PersonResponse.From)], [.. positions.Select(PositionResponse.Of)],
            [.. documents.Select(d => new ExportedDocument(PersonDocumentResponse.Of(d, refused), $"/api/v1/people/{id}/export/documents/{d.Id}"))],
            [.. rows.Select(of => new ExportedRow(of.Row.ImportId, of.UploadedAt, of.Row.Number, of.Row.Outcome, JsonNode.Parse(of.Row.Fields)!.AsObject()))],
            [.. merges.Select(MergeResponse.Of)], [.. history.Select(h => HistoryEndpoints.LineOf(h, tenancy.Caller))]));
    }

    static async Task<Results<FileDownload, NotFound>> ExportFile(Guid id, Guid documentId, RegistryDbContext db, CancellationToken cancel)
    {
        var ids = await db.SamePeopleAsync([id], cancel);
        return await db.PersonDocuments.AsNoTracking().SingleOrDefaultAsync(d => d.Id == documentId && ids.Contains(d.PersonId), cancel) is { } document
            ? new FileDownload(db, document.File)
            : TypedResults.NotFound();
    }
}
