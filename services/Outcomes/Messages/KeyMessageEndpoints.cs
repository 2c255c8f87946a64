using System.Linq.Expressions;
using MayorsMechanism.Outcomes.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes.Messages;

/// <summary>Filters of the message list.</summary>
/// <param name="ConsultationId">Only of this consultation.</param>
/// <param name="SessionId">Only under this session.</param>
/// <param name="Category">Only of this category.</param>
public sealed record KeyMessageFilter(Guid? ConsultationId, Guid? SessionId, Word<MessageCategory>? Category);

static class KeyMessageEndpoints
{
    public static void MapKeyMessages(this IEndpointRouteBuilder app)
    {
        var messages = app.MapGroup("/api/v1/key-messages").WithTags("Key messages").RequireSecretariat();
        messages.MapGet("/", List).RequireScope(Scopes.OutcomesRead).WithName("ListKeyMessages").WithSummary("List key messages in their order");
        messages.MapGet("/{id:guid}", Get).RequireScope(Scopes.OutcomesRead).WithName("GetKeyMessage").WithSummary("Read a key message");

        var changes = messages.MapGroup("").RequireScope(Scopes.OutcomesWrite);
        changes.MapPost("/", Write).WithName("WriteKeyMessage").WithSummary("Write a key message");
        changes.MapPatch("/{id:guid}", Patch).WithName("PatchKeyMessage").WithSummary("Change a key message");
        changes.MapDelete("/{id:guid}", Delete).WithName("DeleteKeyMessage").WithSummary("Delete a key message; its quotes move to the end of the topic");
    }

    sealed record Cursor(int Order, Guid Id);

    static async Task<Page<KeyMessageResponse>> List(
        [AsParameters] KeyMessageFilter filter, [AsParameters] PageQuery page, OutcomesDbContext db, CancellationToken cancel)
    {
        var all = db.KeyMessages.AsNoTracking();
        if (filter.ConsultationId is { } consultation) all = all.Where(m => m.ConsultationId == consultation);
        if (filter.SessionId is { } session) all = all.Where(m => m.SessionId == session);
        if (filter.Category is { } category) all = all.Where(m => m.Category == category.Value);
        var query = (page.Cursor<Cursor>() is { } after ? all.Where(Behind(after)) : all).OrderBy(m => m.Order ?? int.MaxValue).ThenBy(m => m.Id);
        return (await page.RunAsync(query, all, m => new Cursor(m.Order ?? int.MaxValue, m.Id), cancel)).Select(KeyMessageResponse.Of);
    }

    static Expression<Func<KeyMessage, bool>> Behind(Cursor after) =>
        m => (m.Order ?? int.MaxValue) > after.Order || ((m.Order ?? int.MaxValue) == after.Order && m.Id > after.Id);

    static async Task<Results<RecordResult<KeyMessageResponse>, NotFound>> Get(Guid id, OutcomesDbContext db, CancellationToken cancel) =>
        await db.KeyMessages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancel) is { } message
            ? new RecordResult<KeyMessageResponse>(KeyMessageResponse.Of(message))
            : TypedResults.NotFound();

    static async Task<CreatedRecord<KeyMessageResponse>> Write(KeyMessageBody body, OutcomesDbContext db, CancellationToken cancel)
    {
        var message = new KeyMessage(body);
        await db.RequireConsultationAsync(message.ConsultationId, cancel);
        await RequireSessionAsync(message, db, cancel);
        return await db.InTransactionAsync(async () =>
        {
            await HoldContributionsAsync(message, db, cancel);
            db.Add(message);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<KeyMessageResponse>($"/api/v1/key-messages/{message.Id}", KeyMessageResponse.Of(message));
        }, cancel);
    }

    static async Task<Results<RecordResult<KeyMessageResponse>, NotFound>> Patch(
        Guid id, MergePatch<KeyMessageBody> patch, IfMatch ifMatch, OutcomesDbContext db, CancellationToken cancel)
    {
        if (await db.KeyMessages.SingleOrDefaultAsync(m => m.Id == id, cancel) is not { } message) return TypedResults.NotFound();
        ifMatch.Claim(message);
        message.Set(await patch.ApplyToAsync(KeyMessageResponse.BodyOf(message)));
        await RequireSessionAsync(message, db, cancel);
        return await db.InTransactionAsync<Results<RecordResult<KeyMessageResponse>, NotFound>>(async () =>
        {
            await HoldContributionsAsync(message, db, cancel);
            await db.SaveChangesAsync(cancel);
            return new RecordResult<KeyMessageResponse>(KeyMessageResponse.Of(message));
        }, cancel);
    }

    static Task<Results<NoContent, NotFound>> Delete(Guid id, IfMatch ifMatch, OutcomesDbContext db, CancellationToken cancel) =>
        db.InTransactionAsync<Results<NoContent, NotFound>>(async () =>
        {
            // Whoever puts a quote under it holds it until the quote is there.
            var message = await db.KeyMessages.FromSql($"SELECT * FROM key_messages WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancel);
            if (message is null) return TypedResults.NotFound();
            ifMatch.Claim(message);
            foreach (var quote in await db.Quotes.Where(q => q.MessageId == id).ToListAsync(cancel)) quote.LeaveMessage();
            db.Remove(message);
            await db.SaveChangesAsync(cancel);
            return TypedResults.NoContent();
        }, cancel);

    static Task RequireSessionAsync(KeyMessage message, OutcomesDbContext db, CancellationToken cancel) => message.SessionId is { } session
        ? db.RequireSessionAsync(session, message.ConsultationId, cancel, "placement.sessionId")
        : Task.CompletedTask;

    /// <summary>They stay while the message is saved.</summary>
    static async Task HoldContributionsAsync(KeyMessage message, OutcomesDbContext db, CancellationToken cancel)
    {
        var wanted = message.Contributions;
        if (wanted.Length == 0) return;
        var held = await db.Database.SqlQuery<Guid>($"""
            SELECT id AS "Value" FROM contributions WHERE id = ANY ({wanted}) AND consultation_id = {message.ConsultationId} ORDER BY id FOR KEY SHARE
            """).ToListAsync(cancel);
        if (held.Count < wanted.Length) throw new ShapeException("backing", "unknown-contribution");
    }
}
