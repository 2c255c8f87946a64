using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Balances;

/// <summary>Of which sessions.</summary>
/// <param name="From">Those on or after this day.</param>
/// <param name="To">Those on or before this day.</param>
public sealed record BalancePeriod(DateOnly From, DateOnly To);

/// <summary>Of whom.</summary>
/// <param name="Network">Only those whom this network nominated.</param>
public sealed record BalanceFilter(Guid? Network);

/// <summary>Counts while people are nominated; whoever may see fewer nominations gets the balance of those.</summary>
static class BalanceEndpoints
{
    public static void MapBalances(this IEndpointRouteBuilder app)
    {
        Map(app, "/sessions/{id:guid}/balance", OfSession, "SessionBalance", "a session");
        Map(app, "/consultations/{id:guid}/balance", OfConsultation, "ConsultationBalance", "a consultation");
        Map(app, "/cycles/{id:guid}/balance", OfCycle, "CycleBalance", "a cycle");
        Map(app, "/balance", OfPeriod, "PeriodBalance", "all sessions of a period");
    }

    static void Map(IEndpointRouteBuilder app, string path, Delegate handler, string name, string of)
    {
        var balance = app.MapGroup("/api/v1").WithTags("Balance").RequireScope(Scopes.ConsultationsRead);
        balance.MapGet(path, handler).WithName($"Get{name}").WithSummary($"Who is to speak in {of}, by place and person, against the targets");
        balance.MapGet(path + ".csv", handler).WithName($"Export{name}").WithSummary($"The balance of {of} for a spreadsheet");
    }

    static async Task<Results<BalanceResult, NotFound>> OfSession(
        Guid id, [AsParameters] BalanceFilter filter, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var consultation = await tenancy.Sessions.Where(s => s.Id == id).Select(s => (Guid?)s.ConsultationId).SingleOrDefaultAsync(cancel);
        if (consultation is null) return TypedResults.NotFound();
        return await CountAsync(tenancy.Sessions.Where(s => s.Id == id), tenancy.Targets.Where(t => t.Share != null
            && (t.ConsultationId == consultation || db.Consultations.Any(c => c.Id == consultation && c.CycleId == t.CycleId))), filter, tenancy, db, cancel);
    }

    static async Task<Results<BalanceResult, NotFound>> OfConsultation(
        Guid id, [AsParameters] BalanceFilter filter, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (!await tenancy.Consultations.AnyAsync(c => c.Id == id, cancel)) return TypedResults.NotFound();
        return await CountAsync(tenancy.Sessions.Where(s => s.ConsultationId == id), tenancy.Targets.Where(t => t.ConsultationId == id
            || (t.Share != null && db.Consultations.Any(c => c.Id == id && c.CycleId == t.CycleId))), filter, tenancy, db, cancel);
    }

    static async Task<Results<BalanceResult, NotFound>> OfCycle(
        Guid id, [AsParameters] BalanceFilter filter, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (!await db.Cycles.AnyAsync(c => c.Id == id, cancel)) return TypedResults.NotFound();
        var sessions = tenancy.Sessions.Where(s => tenancy.Consultations.Any(c => c.Id == s.ConsultationId && c.CycleId == id));
        return await CountAsync(sessions, tenancy.Targets.Where(t => t.CycleId == id), filter, tenancy, db, cancel);
    }

    static async Task<BalanceResult> OfPeriod(
        [AsParameters] BalancePeriod period, [AsParameters] BalanceFilter filter, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (period.To < period.From) throw new ShapeException("to", "ends-before-start");
        var sessions = tenancy.SessionsOn(period.From, period.To);
        var targets = tenancy.Targets.Where(t => t.Share != null
            && sessions.Any(s => db.Consultations.Any(c => c.Id == s.ConsultationId && c.CycleId == t.CycleId)));
        return await CountAsync(sessions, targets, filter, tenancy, db, cancel);
    }

    static async Task<BalanceResult> CountAsync(
        IQueryable<Session> sessions, IQueryable<BalanceTarget> targets, BalanceFilter filter, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var all = await Representative.OfAsync(sessions, tenancy, db, cancel);
        if (filter.Network is { } network)
        {
            all = [.. all.Where(representative => representative.Facts[Dimension.Network].Value == $"{network}")];
            targets = targets.Where(t => t.Share != null); // A network is a part of the whole that a number is aimed at for.
        }
        var authorities = BalancePart.Of([.. all.Where(representative => representative.IsAuthority)]);
        var others = BalancePart.Of([.. all.Where(representative => !representative.IsAuthority)]);
        var aims = await targets.AsNoTracking().OrderBy(t => t.Id).ToListAsync(cancel);
        return new(new Balance(authorities, others, [.. aims.Select(target => TargetProgress.Of(target, authorities))]));
    }
}
