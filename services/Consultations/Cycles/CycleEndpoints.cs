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

    static async Task<Page<CycleResponse>> List([AsParameters] PageQuery page, ConsultationsDbContext db, CancellationToken cancel)
    {
        var all = db.Cycles.AsNoTracking();
        var after = page.Cursor<IdCursor>();
        var query = (after is null ? all : all.Where(c => c.Id > after.Id)).OrderBy(c => c.Id);
        return (await page.RunAsync(query, all, c => new IdCursor(c.Id), cancel)).Select(CycleResponse.Of);
    }

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

    static async Task<Results<RecordResult<CycleResponse>, NotFound>> Patch(
        Guid id, MergePatch<CycleBody> patch, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await db.Cycles.SingleOrDefaultAsync(c => c.Id == id, cancel) is not { } cycle) return TypedResults.NotFound();
        ifMatch.Claim(cycle);
        cycle.Set(await patch.ApplyToAsync(CycleResponse.BodyOf(cycle)));
        await RequireThemesInUseAsync(cycle, db, cancel);
        await db.SaveChangesAsync(cancel);
        return new RecordResult<CycleResponse>(CycleResponse.Of(cycle));
    }

    static async Task RequireThemesInUseAsync(Cycle cycle, ConsultationsDbContext db, CancellationToken cancel)
    {
        var themes = cycle.Themes.Select(theme => theme.Id).ToArray();
        var ofCycle = db.Consultations.Where(c => c.CycleId == cycle.Id);
        if (await ofCycle.AnyAsync(c => c.Themes.Any(selected => !themes.Contains(selected)), cancel)
            || await db.Sessions.AnyAsync(s => ofCycle.Any(c => c.Id == s.ConsultationId) && s.ThemeId != null && !themes.Contains(s.ThemeId.Value), cancel))
        {
            throw new RuleViolation("theme-in-use");
        }
    }
}
