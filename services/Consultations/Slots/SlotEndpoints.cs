using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Slots;

static class SlotEndpoints
{
    public static void MapSlots(this IEndpointRouteBuilder app)
    {
        var ofSession = app.MapGroup("/api/v1/sessions/{sessionId:guid}/slots").WithTags("Speaking slots");
        ofSession.MapGet("/", List).RequireScope(Scopes.ConsultationsRead).WithName("ListSlots").WithSummary("List a session's speaking slots in their order");
        ofSession.MapPost("/", Add).RequireScope(Scopes.ConsultationsWrite).RequireSecretariat().WithName("AddSlot").WithSummary("Give somebody a turn to speak");

        var slots = app.MapGroup("/api/v1/slots/{id:guid}").WithTags("Speaking slots");
        slots.MapGet("/", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetSlot").WithSummary("Read a speaking slot");
        var changes = slots.MapGroup("").RequireScope(Scopes.ConsultationsWrite).RequireSecretariat();
        changes.MapPatch("/", Patch).WithName("PatchSlot").WithSummary("Change a speaking slot, or say how long it was");
        changes.MapDelete("/", Remove).WithName("RemoveSlot").WithSummary("Remove a speaking slot");
    }

    static async Task<Results<Page<SlotResponse>, NotFound>> List(Guid sessionId, [AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel)
    {
        if (!await tenancy.Sessions.AnyAsync(s => s.Id == sessionId, cancel)) return TypedResults.NotFound();
        var all = tenancy.Slots.AsNoTracking().Where(s => s.SessionId == sessionId);
        var after = page.Cursor<OrderCursor>();
        var query = (after is null ? all : all.Where(s => s.Order > after.Order)).OrderBy(s => s.Order);
        return (await page.RunAsync(query, all, s => new OrderCursor(s.Order), cancel)).Select(SlotResponse.Of);
    }

    static async Task<Results<RecordResult<SlotResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.Slots.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancel) is { } slot
            ? new RecordResult<SlotResponse>(SlotResponse.Of(slot))
            : TypedResults.NotFound();

    static async Task<Results<CreatedRecord<SlotResponse>, NotFound>> Add(Guid sessionId, SlotBody body, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (!await db.Sessions.AnyAsync(s => s.Id == sessionId, cancel)) return TypedResults.NotFound();
        return await db.InTransactionAsync(async () =>
        {
            // Nobody leaves, and the session does not end, between the question and the answer.
            (await db.LockSessionAsync(sessionId, cancel))!.RequireNotCancelled();
            if (!await db.Nominations.Standing().AnyAsync(n => n.Id == body.NominationId && n.SessionId == sessionId, cancel))
            {
                throw new ShapeException("nominationId", "not-of-this-session");
            }
            var slot = new SpeakingSlot(sessionId, body);
            db.Add(slot);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<SlotResponse>($"/api/v1/slots/{slot.Id}", SlotResponse.Of(slot));
        }, cancel);
    }

    static async Task<Results<RecordResult<SlotResponse>, NotFound>> Patch(
        Guid id, MergePatch<SlotBody> patch, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await db.Slots.SingleOrDefaultAsync(s => s.Id == id, cancel) is not { } slot) return TypedResults.NotFound();
        ifMatch.Claim(slot);
        var facts = await patch.ApplyToAsync(SlotResponse.BodyOf(slot));
        if (facts.NominationId != slot.NominationId) throw new ShapeException("nominationId", "cannot-change");
        slot.Set(facts);
        await db.SaveChangesAsync(cancel);
        return new RecordResult<SlotResponse>(SlotResponse.Of(slot));
    }

    static async Task<Results<NoContent, NotFound>> Remove(Guid id, IfMatch ifMatch, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await db.Slots.SingleOrDefaultAsync(s => s.Id == id, cancel) is not { } slot) return TypedResults.NotFound();
        ifMatch.Claim(slot);
        db.Remove(slot);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }

    sealed record OrderCursor(int Order);
}
