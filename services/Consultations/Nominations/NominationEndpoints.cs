using MayorsMechanism.Consultations.Warnings;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Nominations;

static class NominationEndpoints
{
    public static void MapNominations(this IEndpointRouteBuilder app)
    {
        var ofSession = app.MapGroup("/api/v1/sessions/{sessionId:guid}/nominations").WithTags("Nominations");
        ofSession.MapGet("/", List).RequireScope(Scopes.ConsultationsRead).WithName("ListNominations").WithSummary("List a session's nominations");
        ofSession.MapPost("/", Propose).RequireScope(Scopes.NominationsWrite).WithName("ProposeNomination").WithSummary("Nominate a person for a session");

        var nominations = app.MapGroup("/api/v1/nominations/{id:guid}").WithTags("Nominations");
        nominations.MapGet("/", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetNomination").WithSummary("Read a nomination");
        nominations.MapTransitions();
    }

    static async Task<Results<Page<NominationResponse>, NotFound>> List(
        Guid sessionId, [AsParameters] PageQuery page, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await Stage.FindAsync(sessionId, tenancy, db, cancel) is not { } stage) return TypedResults.NotFound();
        var all = tenancy.Nominations.AsNoTracking().Where(n => n.SessionId == sessionId);
        var after = page.Cursor<IdCursor>();
        var query = (after is null ? all : all.Where(n => n.Id > after.Id)).OrderBy(n => n.Id).Today(db);
        var warnings = await PlanningWarnings.OfNominationsAsync(stage, tenancy, db, cancel);
        return (await page.RunAsync(query, all, today => new IdCursor(today.Nomination.Id), cancel))
            .Select(today => NominationResponse.For(tenancy.Caller, today, warnings[today.Nomination.Id]));
    }

    static async Task<Results<RecordResult<NominationResponse>, NotFound>> Get(
        Guid id, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        await tenancy.Nominations.AsNoTracking().Where(n => n.Id == id).Today(db).SingleOrDefaultAsync(cancel) is { } nomination
            ? new RecordResult<NominationResponse>(await nomination.WithWarningsAsync(tenancy, db, cancel), isWhole: false)
            : TypedResults.NotFound();

    static async Task<Results<CreatedRecord<NominationResponse>, NotFound>> Propose(
        Guid sessionId, ProposeNomination body, Tenancy tenancy, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel)
    {
        if (await tenancy.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == sessionId, cancel) is not { } session) return TypedResults.NotFound();
        var proposal = await Proposal.CheckAsync(body, session.KnownTo(tenancy.Caller).Date, tenancy, db, cancel);
        var made = await db.InTransactionAsync(async () =>
        {
            var nomination = await proposal.MakeAsync(sessionId, clock.GetUtcNow(), db, cancel);
            await db.SaveChangesAsync(cancel);
            return await db.Nominations.Where(n => n.Id == nomination.Id).Today(db).SingleAsync(cancel);
        }, cancel);
        return new CreatedRecord<NominationResponse>($"/api/v1/nominations/{made.Nomination.Id}", await made.WithWarningsAsync(tenancy, db, cancel));
    }

    /// <summary>Read after the locks are given back: they may be of the whole session.</summary>
    public static async Task<NominationResponse> WithWarningsAsync(
        this NominationToday today, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        NominationResponse.For(tenancy.Caller, today, await PlanningWarnings.OfNominationAsync(today.Nomination, tenancy, db, cancel));
}
