using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace MayorsMechanism.Consultations.Notes;

static class NoteEndpoints
{
    public static void MapNotes(this IEndpointRouteBuilder app)
    {
        var notes = app.MapGroup("/api/v1/notes").WithTags("Notes").RequireSecretariat();
        notes.MapGet("/", List).RequireScope(Scopes.ConsultationsRead).WithName("ListNotes").WithSummary("List or search notes, the newest first");
        notes.MapGet("/{id:guid}", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetNote").WithSummary("Read a note");
        notes.MapPost("/", Write).RequireScope(Scopes.ConsultationsWrite).WithName("WriteNote")
            .WithSummary("Note something about an organisation, a person, a consultation or a nomination");
        notes.MapPatch("/{id:guid}", Patch).RequireScope(Scopes.ConsultationsWrite).WithName("PatchNote").WithSummary("Change a note; its author does");
        notes.MapDelete("/{id:guid}", Remove).RequireScope(Scopes.ConsultationsWrite).WithName("RemoveNote").WithSummary("Remove a note");
    }

    static async Task<Page<NoteResponse>> List([AsParameters] NoteFilter filter, [AsParameters] PageQuery page, ConsultationsDbContext db, CancellationToken cancel)
    {
        var all = db.Notes.AsNoTracking();
        if (filter.Record is { } record) all = all.Where(n => n.Record == record.Value);
        if (filter.RecordId is { } id)
        {
            var same = await SameAsync(id, db, cancel);
            all = all.Where(n => same.Contains(n.RecordId));
        }
        if (filter.Author is { } author) all = all.Where(n => n.Author == author);
        if (filter.Q is { } typed) all = all.Where(n => EF.Property<NpgsqlTsVector>(n, NoteRecord.Words).Matches(ConsultationsDbContext.NoteQuery(typed)));
        var after = page.Cursor<IdCursor>();
        var newestFirst = (after is null ? all : all.Where(n => n.Id < after.Id)).OrderByDescending(n => n.Id);
        return (await page.RunAsync(newestFirst, all, n => new IdCursor(n.Id), cancel)).Select(NoteResponse.Of);
    }

    static async Task<Results<RecordResult<NoteResponse>, NotFound>> Get(Guid id, ConsultationsDbContext db, CancellationToken cancel) =>
        await db.Notes.AsNoTracking().SingleOrDefaultAsync(n => n.Id == id, cancel) is { } note
            ? new RecordResult<NoteResponse>(NoteResponse.Of(note))
            : TypedResults.NotFound();

    static async Task<CreatedRecord<NoteResponse>> Write(NoteBody body, Caller caller, ConsultationsDbContext db, TimeProvider time, CancellationToken cancel)
    {
        var person = await PersonOfAsync(body, db, cancel);
        return await db.InTransactionAsync(async () =>
        {
            if (person is { } concerned) await db.LockPersonAsync(concerned, cancel);
            var note = new Note(body, person, caller.Subject, time.GetUtcNow());
            db.Add(note);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<NoteResponse>($"/api/v1/notes/{note.Id}", NoteResponse.Of(note));
        }, cancel);
    }

    static Task<Results<RecordResult<NoteResponse>, NotFound>> Patch(
        Guid id, MergePatch<NoteBody> patch, IfMatch ifMatch, Caller caller, ConsultationsDbContext db, TimeProvider time, CancellationToken cancel) =>
        db.InTransactionAsync<Results<RecordResult<NoteResponse>, NotFound>>(async () =>
        {
            if (await ClaimAsync(id, ifMatch, db, cancel) is not { } note) return TypedResults.NotFound();
            note.Edit(await patch.ApplyToAsync(NoteResponse.BodyOf(note)), caller.Subject, time.GetUtcNow());
            await db.SaveChangesAsync(cancel);
            return new RecordResult<NoteResponse>(NoteResponse.Of(note));
        }, cancel);

    static Task<Results<NoContent, NotFound>> Remove(Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        db.InTransactionAsync<Results<NoContent, NotFound>>(async () =>
        {
            if (await ClaimAsync(id, ifMatch, db, cancel) is not { } note) return TypedResults.NotFound();
            db.Remove(note);
            await db.SaveChangesAsync(cancel);
            return TypedResults.NoContent();
        }, cancel);

    /// <summary>Under the lock of its person, so that no erasure crosses the change.</summary>
    static async Task<Note?> ClaimAsync(Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel)
    {
        var person = await db.Notes.Where(n => n.Id == id).Select(n => n.PersonId).SingleOrDefaultAsync(cancel);
        if (person is { } concerned) await AdvisoryLock.TakeAsync(db, [concerned], cancel);
        var note = await db.Notes.SingleOrDefaultAsync(n => n.Id == id, cancel);
        if (note is not null) ifMatch.Claim(note);
        return note;
    }

    /// <summary>Who is concerned, once the record is known here. Waits for what has not arrived yet, so it comes before any lock.</summary>
    static async Task<Guid?> PersonOfAsync(NoteBody body, ConsultationsDbContext db, CancellationToken cancel)
    {
        switch (body.Record)
        {
            case NotedRecord.Person:
                await db.RequireNotErasedAsync(body.RecordId, cancel);
                await db.PersonCopies.WaitAsync(p => p.Id == body.RecordId, "recordId", cancel);
                return body.RecordId;
            case NotedRecord.Organisation:
                await db.OrganisationCopies.WaitAsync(o => o.Id == body.RecordId, "recordId", cancel);
                return null;
            case NotedRecord.Consultation:
                return await db.Consultations.AnyAsync(c => c.Id == body.RecordId, cancel) ? null : throw new ShapeException("recordId", "unknown-consultation");
            default:
                var of = await db.Nominations.Where(n => n.Id == body.RecordId).Select(n => (Guid?)n.PersonId).SingleOrDefaultAsync(cancel);
                return of ?? throw new ShapeException("recordId", "unknown-nomination");
        }
    }

    /// <summary>A record and all that merges say is the same.</summary>
    static Task<List<Guid>> SameAsync(Guid record, ConsultationsDbContext db, CancellationToken cancel) => db.Database.SqlQuery<Guid>($"""
        WITH RECURSIVE same(id) AS (
            SELECT canonical_organisation(canonical_person({record}))
            UNION
            SELECT merged.id FROM same JOIN (
                SELECT id, canonical_id FROM person_copies UNION ALL SELECT id, canonical_id FROM organisation_copies) AS merged ON merged.canonical_id = same.id)
        SELECT id AS "Value" FROM same
        """).ToListAsync(cancel);
}
