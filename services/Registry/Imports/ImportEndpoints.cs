using MayorsMechanism.Messaging;
using MayorsMechanism.Registry.Imports.Files;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Imports;

static class ImportEndpoints
{
    static readonly Dictionary<string, ImportFormat> Formats = new()
    {
        ["text/csv"] = ImportFormat.Csv,
        ["application/json"] = ImportFormat.Json,
        ["application/x-ndjson"] = ImportFormat.JsonLines,
    };

    public static void MapImports(this IEndpointRouteBuilder app)
    {
        var imports = app.MapGroup("/api/v1/registry/imports").WithTags("Imports");
        imports.MapPost("/", Upload).RequireScope(Scopes.RegistryWrite).WithName("UploadImport")
            .WithSummary("Upload a file of organisations or people; it is checked, and nothing is changed until it is committed")
            .WithMetadata(new RequestSizeLimitAttribute(BodyLimits.Import)).Accepts<byte[]>("text/csv", [.. Formats.Keys.Skip(1)]);
        imports.MapGet("/", List).RequireScope(Scopes.RegistryRead).WithName("ListImports").WithSummary("List imports");
        imports.MapGet("/{id:guid}", Get).RequireScope(Scopes.RegistryRead).WithName("GetImport").WithSummary("Read how far an import has come");
        imports.MapGet("/{id:guid}/rows", ListRows).RequireScope(Scopes.RegistryRead).WithName("ListImportRows")
            .WithSummary("Read the report of an import, row by row");
        imports.MapPost("/{id:guid}/commit", Commit).RequireScope(Scopes.RegistryWrite).WithName("CommitImport")
            .WithSummary("Write what the report says, all of it or nothing");
        imports.MapPost("/{id:guid}/cancel", Cancel).RequireScope(Scopes.RegistryWrite).WithName("CancelImport").WithSummary("Drop an import that is not committed");
    }

    /// <summary>A network sees its own imports, everybody those whose file is here.</summary>
    static IQueryable<Import> VisibleTo(Caller caller, RegistryDbContext db) =>
        db.Imports.Where(import => import.State != ImportState.Uploading && (caller.IsSecretariat || import.NetworkId == caller.NetworkId));

    static async Task<Accepted<ImportResponse>> Upload(
        [AsParameters] UploadOptions options, Caller caller, HttpRequest request, RegistryDbContext db, ImportWork work, Text text, CancellationToken cancel)
    {
        var map = ColumnMap.Require(options.Map ?? [], KnownColumns.Of(options.Kind.Value));
        var gzip = request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
        {
            "" or "identity" => false,
            "gzip" => true,
            _ => throw new ProblemException(415, "import-encoding"),
        };
        // Routing lets pass what has no type, and whatever ends in +json.
        var type = request.GetTypedHeaders().ContentType?.MediaType.ToString().ToLowerInvariant() ?? "";
        if (!Formats.TryGetValue(type, out var format)) throw new ProblemException(415, "http-415");
        var import = new Import(Guid.CreateVersion7(), options.Kind.Value, format, gzip, map, caller, work.Now);
        await new Uploading(db, work).TakeAsync(import, request.Body, cancel);
        return Answer(import, text, request);
    }

    static async Task<Page<ImportResponse>> List(
        [AsParameters] PageQuery page, Caller caller, HttpRequest request, RegistryDbContext db, Text text, CancellationToken cancel) =>
        (await page.RunAsync(VisibleTo(caller, db).AsNoTracking(), cancel)).Select(i => ImportResponse.Of(i, text, Text.LanguageOf(request)));

    static async Task<Results<RecordResult<ImportResponse>, NotFound>> Get(
        Guid id, Caller caller, HttpRequest request, RegistryDbContext db, Text text, CancellationToken cancel) =>
        await VisibleTo(caller, db).AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancel) is { } import
            ? new RecordResult<ImportResponse>(ImportResponse.Of(import, text, Text.LanguageOf(request)))
            : TypedResults.NotFound();

    static async Task<Results<Page<ImportRowResponse>, NotFound>> ListRows(
        Guid id, Word<RowOutcome>? outcome, [AsParameters] PageQuery page, Tenancy tenancy, HttpRequest request, RegistryDbContext db, Text text, CancellationToken cancel)
    {
        if (await VisibleTo(tenancy.Caller, db).AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancel) is not { } import) return TypedResults.NotFound();
        var all = db.ImportRows.AsNoTracking().Where(row => row.ImportId == id);
        if (outcome is { } wanted) all = all.Where(row => row.Outcome == wanted.Value);
        var after = page.Cursor<RowCursor>()?.Row ?? 0;
        var rows = await page.RunAsync(all.Where(row => row.Number > after).OrderBy(row => row.Number), all, row => new RowCursor(row.Number), cancel);
        var hidden = await HiddenAsync(import.Kind, rows.Items, tenancy, db, cancel);
        return rows.Select(row => ImportRowResponse.Of(row, hidden, text, Text.LanguageOf(request)));
    }

    /// <summary>Records that the rows name and the reader may not read any more. One that is not created yet is nobody's secret.</summary>
    static async Task<IReadOnlySet<Guid>> HiddenAsync(ImportKind kind, IReadOnlyList<ImportRow> rows, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (tenancy.Caller.IsSecretariat) return new HashSet<Guid>();
        Guid[] named = [.. rows.SelectMany(row => row.Evidence.Select(e => e.RecordId).Append(row.RecordId)).OfType<Guid>().Distinct()];
        return await (kind is ImportKind.People
            ? db.People.Where(p => named.Contains(p.Id) && !tenancy.People.Any(seen => seen.Id == p.Id)).Select(p => p.Id)
            : db.Organisations.Where(o => named.Contains(o.Id) && !tenancy.Readable.Any(seen => seen.Id == o.Id)).Select(o => o.Id)).ToHashSetAsync(cancel);
    }

    static Task<Results<Accepted<ImportResponse>, NotFound>> Commit(
        Guid id, CommitImport? body, IfMatch ifMatch, Caller caller, HttpRequest request, RegistryDbContext db, Text text, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, caller, request, db, text, import => import.Commit(body ?? new(), Author.Current.Subject, Author.Current.Client), cancel);

    static Task<Results<Accepted<ImportResponse>, NotFound>> Cancel(
        Guid id, IfMatch ifMatch, Caller caller, HttpRequest request, RegistryDbContext db, Text text, TimeProvider time, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, caller, request, db, text, import => import.Cancel(time.GetUtcNow()), cancel);

    /// <summary>Locked first: the worker that counts rows raises the version as well.</summary>
    static async Task<Results<Accepted<ImportResponse>, NotFound>> ChangeAsync(
        Guid id, IfMatch ifMatch, Caller caller, HttpRequest request, RegistryDbContext db, Text text, Action<Import> change, CancellationToken cancel)
    {
        if (!await VisibleTo(caller, db).AnyAsync(i => i.Id == id, cancel)) return TypedResults.NotFound();
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        var import = await ImportWork.LockAsync(db, id, cancel);
        ifMatch.Claim(import);
        change(import);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return Answer(import, text, request);
    }

    static Accepted<ImportResponse> Answer(Import import, Text text, HttpRequest request)
    {
        request.HttpContext.Response.Headers.ETag = ETag.Of(import.Version);
        return TypedResults.Accepted($"/api/v1/registry/imports/{import.Id}", ImportResponse.Of(import, text, Text.LanguageOf(request)));
    }

    sealed record RowCursor(int Row);
}
