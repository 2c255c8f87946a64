using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Calls;

/// <summary>Filters of the list of all calls.</summary>
/// <param name="Network">Only to this network.</param>
/// <param name="State">One state.</param>
public sealed record CallFilter(Guid? Network, Word<CallState>? State);

static class CallEndpoints
{
    public static void MapCalls(this IEndpointRouteBuilder app)
    {
        var ofSession = app.MapGroup("/api/v1/sessions/{sessionId:guid}/calls").WithTags("Calls");
        ofSession.MapGet("/", ListOfSession).RequireScope(Scopes.ConsultationsRead).WithName("ListSessionCalls").WithSummary("List a session's calls for nominations");
        ofSession.MapPost("/", Make).RequireScope(Scopes.ConsultationsWrite).RequireSecretariat().WithName("MakeCall")
            .WithSummary("Call on a network to nominate for a session");

        var calls = app.MapGroup("/api/v1/calls").WithTags("Calls");
        calls.MapGet("/", List).RequireScope(Scopes.ConsultationsRead).WithName("ListCalls").WithSummary("List calls for nominations of all sessions");
        calls.MapGet("/{id:guid}", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetCall").WithSummary("Read a call for nominations");

        var changes = calls.MapGroup("/{id:guid}").RequireScope(Scopes.ConsultationsWrite).RequireSecretariat();
        changes.MapPatch("/", Patch).WithName("PatchCall").WithSummary("Change a call's seats, deadline or profile");
        changes.MapPost("/close", Close).WithName("CloseCall").WithSummary("Take no more nominations of that network before the deadline");
        changes.MapPost("/reopen", Reopen).WithName("ReopenCall").WithSummary("Take nominations again, until the deadline");
        changes.MapDelete("/", Remove).WithName("RemoveCall").WithSummary("Remove a call; nominations made for it stay");
    }

    static async Task<Results<Page<CallResponse>, NotFound>> ListOfSession(
        Guid sessionId, [AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel)
    {
        if (!await tenancy.Sessions.AnyAsync(s => s.Id == sessionId, cancel)) return TypedResults.NotFound();
        return await PageOf(tenancy.Calls.Where(c => c.SessionId == sessionId), page, cancel);
    }

    static Task<Page<CallResponse>> List([AsParameters] CallFilter filter, [AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel)
    {
        var all = tenancy.Calls;
        if (filter.Network is { } network) all = all.Where(c => c.NetworkId == network);
        if (filter.State is { } state) all = all.Where(c => c.State == state.Value);
        return PageOf(all, page, cancel);
    }

    static async Task<Page<CallResponse>> PageOf(IQueryable<NominationCall> all, PageQuery page, CancellationToken cancel) =>
        (await page.RunAsync(all.AsNoTracking(), cancel)).Select(CallResponse.Of);

    static async Task<Results<RecordResult<CallResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancel) is { } call
            ? new RecordResult<CallResponse>(CallResponse.Of(call))
            : TypedResults.NotFound();

    static async Task<Results<CreatedRecord<CallResponse>, NotFound>> Make(
        Guid sessionId, CallBody body, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (!await db.Sessions.AnyAsync(s => s.Id == sessionId, cancel)) return TypedResults.NotFound();
        var network = await db.OrganisationCopies.WaitAsync(o => o.Id == body.NetworkId, "networkId", cancel);
        if (network.Kind != "network") throw new ShapeException("networkId", "not-a-network");
        if (!network.IsActive) throw new RuleViolation("organisation-not-active");
        return await db.InTransactionAsync(async () =>
        {
            (await db.LockSessionAsync(sessionId, cancel))!.RequireAhead();
            var call = new NominationCall(sessionId, body);
            db.Add(call);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<CallResponse>($"/api/v1/calls/{call.Id}", CallResponse.Of(call));
        }, cancel);
    }

    static Task<Results<RecordResult<CallResponse>, NotFound>> Patch(
        Guid id, MergePatch<CallBody> patch, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, db, async call =>
        {
            var facts = await patch.ApplyToAsync(CallResponse.BodyOf(call));
            if (facts.NetworkId != call.NetworkId) throw new ShapeException("networkId", "cannot-change");
            call.Set(facts);
        }, cancel);

    static Task<Results<RecordResult<CallResponse>, NotFound>> Close(Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, db, call => { call.Close(); return Task.CompletedTask; }, cancel);

    static Task<Results<RecordResult<CallResponse>, NotFound>> Reopen(Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel) =>
        db.InTransactionAsync(() => ChangeAsync(id, ifMatch, db, async call =>
        {
            call.Reopen();
            (await db.LockSessionAsync(call.SessionId, cancel))!.RequireAhead();
        }, cancel), cancel);

    static async Task<Results<NoContent, NotFound>> Remove(Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await db.Calls.SingleOrDefaultAsync(c => c.Id == id, cancel) is not { } call) return TypedResults.NotFound();
        ifMatch.Claim(call);
        db.Remove(call);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }

    static async Task<Results<RecordResult<CallResponse>, NotFound>> ChangeAsync(
        Guid id, IfMatch ifMatch, ConsultationsDbContext db, Func<NominationCall, Task> change, CancellationToken cancel)
    {
        if (await db.Calls.SingleOrDefaultAsync(c => c.Id == id, cancel) is not { } call) return TypedResults.NotFound();
        ifMatch.Claim(call);
        await change(call);
        await db.SaveChangesAsync(cancel);
        return new RecordResult<CallResponse>(CallResponse.Of(call));
    }
}
