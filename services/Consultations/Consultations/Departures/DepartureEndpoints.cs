using MayorsMechanism.Consultations.Answers;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Consultations.Departures;

/// <summary>What departs from the form, and who agreed to it. Nothing is blocked by a departure: somebody has to answer for it.</summary>
static class DepartureEndpoints
{
    public static void MapDepartures(this RouteGroupBuilder consultation)
    {
        var reads = consultation.MapGroup("").RequireScope(Scopes.ConsultationsRead).RequireSecretariat();
        reads.MapGet("/departures", List).WithName("ListDepartures").WithSummary("List how a consultation departs from its template, with the recorded exceptions");
        reads.MapGet("/exceptions/{exceptionId:guid}", Get).WithName("GetException").WithSummary("Read a recorded exception");

        var changes = consultation.MapGroup("/exceptions").RequireScope(Scopes.ConsultationsWrite).RequireSecretariat();
        changes.MapPost("/", Record).WithName("RecordException").WithSummary("Record who agreed to a departure");
        changes.MapDelete("/{exceptionId:guid}", Remove).WithName("RemoveException").WithSummary("Remove a recorded exception");
    }

    static async Task<Results<Page<DepartureResponse>, NotFound>> List(Guid id, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await DeparturesAsync(id, db, cancel) is not { } departures) return TypedResults.NotFound();
        var agreed = await db.ExceptionRecords.AsNoTracking().Where(e => e.ConsultationId == id).ToDictionaryAsync(e => e.Departure, cancel);
        return new Page<DepartureResponse>([.. departures.Select(d => DepartureResponse.Of(d, agreed.GetValueOrDefault(d.Key)))], null, null);
    }

    static async Task<Results<RecordResult<ExceptionResponse>, NotFound>> Get(Guid id, Guid exceptionId, ConsultationsDbContext db, CancellationToken cancel) =>
        await FindAsync(id, exceptionId, db, cancel) is { } agreed
            ? new RecordResult<ExceptionResponse>(ExceptionResponse.Of(agreed))
            : TypedResults.NotFound();

    static async Task<Results<CreatedRecord<ExceptionResponse>, NotFound>> Record(
        Guid id, ExceptionBody body, Caller caller, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel)
    {
        if (await DeparturesAsync(id, db, cancel) is not { } departures) return TypedResults.NotFound();
        if (departures.All(departure => departure.Key != body.Departure)) throw new ShapeException("departure", "unknown-departure");
        var now = clock.GetUtcNow();
        var agreed = new ExceptionRecord(id, body, RecordedAnswer.Of(caller, body.Recorded, now), now);
        db.Add(agreed);
        await db.SaveChangesAsync(cancel);
        return new CreatedRecord<ExceptionResponse>($"/api/v1/consultations/{id}/exceptions/{agreed.Id}", ExceptionResponse.Of(agreed));
    }

    static async Task<Results<NoContent, NotFound>> Remove(
        Guid id, Guid exceptionId, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await FindAsync(id, exceptionId, db, cancel) is not { } agreed) return TypedResults.NotFound();
        ifMatch.Claim(agreed);
        db.Remove(agreed);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }

    static Task<ExceptionRecord?> FindAsync(Guid consultation, Guid id, ConsultationsDbContext db, CancellationToken cancel) =>
        db.ExceptionRecords.SingleOrDefaultAsync(e => e.ConsultationId == consultation && e.Id == id, cancel);

    /// <summary>Null when there is no such consultation.</summary>
    static async Task<IReadOnlyList<Departure>?> DeparturesAsync(Guid id, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await db.Consultations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancel) is not { } consultation) return null;
        var cycle = await db.Cycles.AsNoTracking().SingleAsync(c => c.Id == consultation.CycleId, cancel);
        return RegionalForm.DeparturesOf(consultation, cycle, await db.Sessions.AsNoTracking().Where(s => s.ConsultationId == id).ToListAsync(cancel));
    }
}
