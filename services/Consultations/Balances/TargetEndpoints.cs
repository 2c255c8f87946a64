using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Balances;

static class TargetEndpoints
{
    public static void MapTargets(this IEndpointRouteBuilder app)
    {
        var of = app.MapGroup("/api/v1").WithTags("Balance");
        of.MapGet("/consultations/{id:guid}/targets", ListOfConsultation).RequireScope(Scopes.ConsultationsRead).WithName("ListConsultationTargets")
            .WithSummary("List what is aimed at for a consultation");
        of.MapGet("/cycles/{id:guid}/targets", ListOfCycle).RequireScope(Scopes.ConsultationsRead).WithName("ListCycleTargets")
            .WithSummary("List what is aimed at for a cycle");

        var changes = of.MapGroup("").RequireScope(Scopes.ConsultationsWrite).RequireSecretariat();
        changes.MapPost("/consultations/{id:guid}/targets", SetForConsultation).WithName("SetConsultationTarget").WithSummary("Aim at something for a consultation");
        changes.MapPost("/cycles/{id:guid}/targets", SetForCycle).WithName("SetCycleTarget").WithSummary("Aim at something for a cycle");
        changes.MapPatch("/targets/{id:guid}", Patch).WithName("PatchTarget").WithSummary("Change a target");
        changes.MapDelete("/targets/{id:guid}", Remove).WithName("RemoveTarget").WithSummary("Remove a target");
        of.MapGet("/targets/{id:guid}", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetTarget").WithSummary("Read a target");
    }

    static async Task<Results<Page<TargetResponse>, NotFound>> ListOfConsultation(
        Guid id, [AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.Consultations.AnyAsync(c => c.Id == id, cancel)
            ? await PageOf(tenancy.Targets.Where(t => t.ConsultationId == id), page, cancel)
            : TypedResults.NotFound();

    static async Task<Results<Page<TargetResponse>, NotFound>> ListOfCycle(
        Guid id, [AsParameters] PageQuery page, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        await db.Cycles.AnyAsync(c => c.Id == id, cancel)
            ? await PageOf(tenancy.Targets.Where(t => t.CycleId == id), page, cancel)
            : TypedResults.NotFound();

    static async Task<Page<TargetResponse>> PageOf(IQueryable<BalanceTarget> all, PageQuery page, CancellationToken cancel) =>
        (await page.RunAsync(all.AsNoTracking(), cancel)).Select(TargetResponse.Of);

    static async Task<Results<RecordResult<TargetResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.Targets.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancel) is { } target
            ? new RecordResult<TargetResponse>(TargetResponse.Of(target))
            : TypedResults.NotFound();

    static async Task<Results<CreatedRecord<TargetResponse>, NotFound>> SetForConsultation(
        Guid id, TargetBody body, ConsultationsDbContext db, CancellationToken cancel) =>
        await db.Consultations.AnyAsync(c => c.Id == id, cancel) ? await AddAsync(BalanceTarget.OfConsultation(id, body), db, cancel) : TypedResults.NotFound();

    static async Task<Results<CreatedRecord<TargetResponse>, NotFound>> SetForCycle(
        Guid id, TargetBody body, ConsultationsDbContext db, CancellationToken cancel) =>
        await db.Cycles.AnyAsync(c => c.Id == id, cancel) ? await AddAsync(BalanceTarget.OfCycle(id, body), db, cancel) : TypedResults.NotFound();

    static async Task<CreatedRecord<TargetResponse>> AddAsync(BalanceTarget target, ConsultationsDbContext db, CancellationToken cancel)
    {
        db.Add(target);
        await db.SaveChangesAsync(cancel);
        return new($"/api/v1/targets/{target.Id}", TargetResponse.Of(target));
    }

    static async Task<Results<RecordResult<TargetResponse>, NotFound>> Patch(
        Guid id, MergePatch<TargetBody> patch, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await db.BalanceTargets.SingleOrDefaultAsync(t => t.Id == id, cancel) is not { } target) return TypedResults.NotFound();
        ifMatch.Claim(target);
        target.Set(await patch.ApplyToAsync(TargetResponse.BodyOf(target)));
        await db.SaveChangesAsync(cancel);
        return new RecordResult<TargetResponse>(TargetResponse.Of(target));
    }

    static async Task<Results<NoContent, NotFound>> Remove(Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await db.BalanceTargets.SingleOrDefaultAsync(t => t.Id == id, cancel) is not { } target) return TypedResults.NotFound();
        ifMatch.Claim(target);
        db.Remove(target);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
