using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Cycles;

static class CycleEndpoints
{
    public static void MapCycles(this IEndpointRouteBuilder app)
    {
        var cycles = app.MapGroup("/api/v1/cycles").WithTags("Cycles");
        cycles.MapGet("/", List).RequireScope(Scopes.ConsultationsRead).WithName("ListCycles").WithSummary("List cycles of the Forum");
        cycles.MapGet("/{id:guid}", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetCycle").WithSummary("Read a cycle");
        cycles.MapPost("/", Create).RequireScope(Scopes.ConsultationsWrite).RequireSecretariat().WithName("CreateCycle").WithSummary("Record a cycle");
        cycles.MapPatch("/{id:guid}", Patch).RequireScope(Scopes.ConsultationsWrite).RequireSecretariat().WithName("PatchCycle")
            .WithSummary("Change a cycle");
    }

    static async Task<Page<CycleResponse>> List([AsParameters] PageQuery page, ConsultationsDbContext db, CancellationToken cancel) =>
        (await page.RunAsync(db.Cycles.AsNoTracking(), cancel)).Select(CycleResponse.Of);

    static async Task<Results<RecordResult<CycleResponse>, NotFound>> Get(Guid id, ConsultationsDbContext db, CancellationToken cancel) =>
        await db.Cycles.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancel) is { } cycle
            ? new RecordResult<CycleResponse>(CycleResponse.Of(cycle))
            : TypedResults.NotFound();

    static async Task<CreatedRecord<CycleResponse>> Create(CycleBody body, ConsultationsDbContext db, CancellationToken cancel)
    {
        var cycle = new Cycle(body);
        db.Add(cycle);
        await db.SaveChangesAsync(cancel);
        return new($"/api/v1/cycles/{cycle.Id}", CycleResponse.Of(cycle));
    }

    /// <summary>Locked, so that nobody takes a theme that is being removed.</summary>
    static Task<Results<RecordResult<CycleResponse>, NotFound>> Patch(
        Guid id, MergePatch<CycleBody> patch, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        db.InTransactionAsync<Results<RecordResult<CycleResponse>, NotFound>>(async () =>
        {
            var locked = db.Cycles.FromSql($"SELECT * FROM cycles WHERE id = {id} FOR NO KEY UPDATE");
            if (await locked.SingleOrDefaultAsync(cancel) is not { } cycle) return TypedResults.NotFound();
            ifMatch.Claim(cycle);
            var before = cycle.Themes;
            cycle.Set(await patch.ApplyToAsync(CycleResponse.BodyOf(cycle)));
            await RequireUnusedAsync([.. before.Select(theme => theme.Id).Except(cycle.Themes.Select(theme => theme.Id))], cycle, db, cancel);
            await db.SaveChangesAsync(cancel);
            return new RecordResult<CycleResponse>(CycleResponse.Of(cycle));
        }, cancel);

    static async Task RequireUnusedAsync(Guid[] removed, Cycle cycle, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (removed.Length == 0) return;
        if (await db.Consultations.AnyAsync(c => c.CycleId == cycle.Id && c.Themes.Any(selected => removed.Contains(selected)), cancel)
            || await db.Sessions.AnyAsync(s => s.ThemeId != null && removed.Contains(s.ThemeId.Value), cancel)
            || await db.Mandates.AnyAsync(m => m.ThemeId != null && removed.Contains(m.ThemeId.Value), cancel)
            // Networks go on reading what was released.
            || (await db.Sessions.AsNoTracking().Where(s => db.Consultations.Any(c => c.Id == s.ConsultationId && c.CycleId == cycle.Id)).ToListAsync(cancel))
                .Exists(s => s.Released?.Facts.ThemeId is { } released && removed.Contains(released)))
        {
            throw new RuleViolation("theme-in-use");
        }
    }
}
