using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Sessions;

/// <summary>Filters of the list of all sessions.</summary>
/// <param name="Consultation">Only of this consultation.</param>
/// <param name="Over">Only those that were held or cancelled, or only those still ahead.</param>
public sealed record SessionFilter(Guid? Consultation, bool? Over);

static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        var ofConsultation = app.MapGroup("/api/v1/consultations/{consultationId:guid}/sessions").WithTags("Sessions");
        ofConsultation.MapGet("/", List).RequireScope(Scopes.ConsultationsRead).WithName("ListSessions").WithSummary("List a consultation's sessions");
        ofConsultation.MapPost("/", Add).RequireScope(Scopes.ConsultationsWrite).RequireSecretariat().WithName("AddSession").WithSummary("Add a session");

        app.MapGet("/api/v1/sessions", ListSeats).WithTags("Sessions").RequireScope(Scopes.ConsultationsRead).WithName("ListSessionSeats")
            .WithSummary("List sessions of all consultations with the seats that are taken");

        var sessions = app.MapGroup("/api/v1/sessions/{id:guid}").WithTags("Sessions");
        sessions.MapGet("/", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetSession").WithSummary("Read a session");

        var changes = sessions.MapGroup("").RequireScope(Scopes.ConsultationsWrite).RequireSecretariat();
        changes.MapPatch("/", Patch).WithName("PatchSession").WithSummary("Change a session");
        sessions.MapJoiningLinks();
        changes.MapPost("/confirm", Confirm).WithName("ConfirmSession").WithSummary("Confirm a tentative session");
        changes.MapPost("/hold", Hold).WithName("HoldSession").WithSummary("Record that a confirmed session, or any of the past, was held");
        changes.MapPost("/cancel", Cancel).WithName("CancelSession").WithSummary("Cancel a session; its nominations and open invitations are withdrawn "
            + "and its calls closed, once it is released again if it had been released");
    }

    static async Task<Results<Page<SessionResponse>, NotFound>> List(
        Guid consultationId, [AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel)
    {
        if (!await tenancy.Consultations.AnyAsync(c => c.Id == consultationId, cancel)) return TypedResults.NotFound();
        var all = tenancy.Sessions.AsNoTracking().Where(s => s.ConsultationId == consultationId);
        return (await page.RunAsync(all, cancel)).Select(s => SessionResponse.For(tenancy.Caller, s));
    }

    static async Task<Page<SessionSeats>> ListSeats(
        [AsParameters] SessionFilter filter, [AsParameters] PageQuery page, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var all = tenancy.Sessions.AsNoTracking();
        if (filter.Consultation is { } consultation) all = all.Where(s => s.ConsultationId == consultation);
        if (filter.Over is { } over)
        {
            all = all.Where(s => over == (s.State == SessionState.Held
                || (tenancy.Caller.IsSecretariat ? s.State : s.ReleasedState ?? s.State) == SessionState.Cancelled));
        }
        var after = page.Cursor<IdCursor>();
        var query = (after is null ? all : all.Where(s => s.Id > after.Id)).OrderBy(s => s.Id).WithSeats(tenancy, db);
        return (await page.RunAsync(query, all, s => new IdCursor(s.Session.Id), cancel)).Select(s => SessionSeats.For(tenancy.Caller, s));
    }

    static async Task<Results<RecordResult<SessionResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancel) is { } session
            ? new RecordResult<SessionResponse>(SessionResponse.For(tenancy.Caller, session))
            : TypedResults.NotFound();

    static Task<Results<CreatedRecord<SessionResponse>, NotFound>> Add(
        Guid consultationId, SessionBody body, ConsultationsDbContext db, CancellationToken cancel) =>
        db.InTransactionAsync<Results<CreatedRecord<SessionResponse>, NotFound>>(async () =>
        {
            if (!await db.Consultations.AnyAsync(c => c.Id == consultationId, cancel)) return TypedResults.NotFound();
            await RequireThemeAsync(consultationId, body.ThemeId, db, cancel);
            var session = new Session(consultationId, body);
            db.Add(session);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<SessionResponse>($"/api/v1/sessions/{session.Id}", SessionResponse.Of(session));
        }, cancel);

    static Task<Results<RecordResult<SessionResponse>, NotFound>> Patch(
        Guid id, MergePatch<SessionBody> patch, IfMatch ifMatch, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, db, async session =>
        {
            var facts = await patch.ApplyToAsync(SessionResponse.BodyOf(session));
            await RequireThemeAsync(session.ConsultationId, facts.ThemeId, db, cancel);
            session.Change(facts, await db.Nominations.SeatedAsync(session.Id, cancel), clock.GetUtcNow());
        }, cancel);

    static Task<Results<RecordResult<SessionResponse>, NotFound>> Confirm(Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, db, session => { session.Confirm(); return Task.CompletedTask; }, cancel);

    static Task<Results<RecordResult<SessionResponse>, NotFound>> Hold(
        Guid id, IfMatch ifMatch, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, db, session => { session.Hold(clock.GetUtcNow()); return db.CloseCallsAsync([id], cancel); }, cancel);

    static Task<Results<RecordResult<SessionResponse>, NotFound>> Cancel(
        Guid id, IfMatch ifMatch, ConsultationsDbContext db, TimeProvider clock, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, db, async session =>
        {
            session.Cancel();
            if (await db.Nominations.AnyAsync(n => n.SessionId == id && (n.State == NominationState.Attended || n.State == NominationState.Absent), cancel))
            {
                throw new RuleViolation("attendance-recorded");
            }
            // Whoever sits in it knows it from a release, and learns from the next one.
            if (session.Released is not null) return;
            await db.EndCancelledAsync([id], cancel);
            // An erasure at the same time changes the same nominations: one of the two finds a newer version and is told to try again.
            foreach (var nomination in await db.Nominations.Live().Where(n => n.SessionId == id).ToListAsync(cancel))
            {
                nomination.Touch();
                nomination.Withdraw(clock.GetUtcNow(), Nomination.SessionCancelled);
            }
        }, cancel);

    /// <summary>Locks the session meanwhile: nobody is nominated or seated while it changes.</summary>
    internal static Task<Results<RecordResult<SessionResponse>, NotFound>> ChangeAsync(
        Guid id, IfMatch ifMatch, ConsultationsDbContext db, Func<Session, Task> change, CancellationToken cancel) =>
        db.InTransactionAsync<Results<RecordResult<SessionResponse>, NotFound>>(async () =>
        {
            if (await db.LockSessionAsync(id, cancel) is not { } session) return TypedResults.NotFound();
            ifMatch.Claim(session);
            await change(session);
            await db.SaveChangesAsync(cancel);
            return new RecordResult<SessionResponse>(SessionResponse.Of(session));
        }, cancel);

    static async Task RequireThemeAsync(Guid consultation, Guid? theme, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (theme is not { } id) return;
        var cycle = await db.KeepThemesAsync(await db.Consultations.Where(c => c.Id == consultation).Select(c => c.CycleId).SingleAsync(cancel), cancel);
        if (cycle.Themes.All(known => known.Id != id)) throw new ShapeException("themeId", "unknown-theme");
    }
}
