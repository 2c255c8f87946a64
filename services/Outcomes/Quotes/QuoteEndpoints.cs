using MayorsMechanism.Outcomes.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes.Quotes;

/// <summary>Filters of the quote list.</summary>
/// <param name="SessionId">Only of this session.</param>
/// <param name="ConsultationId">Only of this consultation.</param>
public sealed record QuoteFilter(Guid? SessionId, Guid? ConsultationId);

static class QuoteEndpoints
{
    public static void MapQuotes(this IEndpointRouteBuilder app)
    {
        var quotes = app.MapGroup("/api/v1/quotes").WithTags("Quotes").RequireSecretariat();
        quotes.MapGet("/", List).RequireScope(Scopes.OutcomesRead).WithName("ListQuotes").WithSummary("List quotes");
        quotes.MapGet("/{id:guid}", Get).RequireScope(Scopes.OutcomesRead).WithName("GetQuote").WithSummary("Read a quote");

        var changes = quotes.MapGroup("").RequireScope(Scopes.OutcomesWrite);
        changes.MapPost("/", Record).WithName("RecordQuote").WithSummary("Record a quote");
        changes.MapPatch("/{id:guid}", Patch).WithName("PatchQuote").WithSummary("Change a quote; a change of what is printed clears its approval");
        changes.MapDelete("/{id:guid}", Delete).WithName("DeleteQuote").WithSummary("Delete a quote");
        changes.MapPost("/{id:guid}/approve", Approve).WithName("ApproveQuote").WithSummary("Record that the speaker approves the quote as it stands");
        changes.MapPost("/{id:guid}/withdraw-approval", Withdraw).WithName("WithdrawQuoteApproval").WithSummary("Record that the speaker takes the approval back");
    }

    static async Task<Page<QuoteResponse>> List([AsParameters] QuoteFilter filter, [AsParameters] PageQuery page, OutcomesDbContext db, CancellationToken cancel)
    {
        var all = db.Quotes.AsNoTracking();
        if (filter.SessionId is { } session) all = all.Where(q => q.SessionId == session);
        if (filter.ConsultationId is { } consultation) all = all.Where(q => q.ConsultationId == consultation);
        return (await page.RunAsync(all, cancel)).Select(QuoteResponse.Of);
    }

    static async Task<Results<RecordResult<QuoteResponse>, NotFound>> Get(Guid id, OutcomesDbContext db, CancellationToken cancel) =>
        await db.Quotes.AsNoTracking().SingleOrDefaultAsync(q => q.Id == id, cancel) is { } quote
            ? new RecordResult<QuoteResponse>(QuoteResponse.Of(quote))
            : TypedResults.NotFound();

    static async Task<CreatedRecord<QuoteResponse>> Record(QuoteBody body, OutcomesDbContext db, CancellationToken cancel)
    {
        if (body.PersonId is { } speaker) await db.RequirePersonAsync(speaker, cancel);
        var session = await db.SessionAsync(body.SessionId, cancel);
        var quote = new Quote(session.ConsultationId, body);
        return await db.InTransactionAsync(async () =>
        {
            await HoldAsync(body, null, db, cancel);
            db.Add(quote);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<QuoteResponse>($"/api/v1/quotes/{quote.Id}", QuoteResponse.Of(quote));
        }, cancel);
    }

    static async Task<Results<RecordResult<QuoteResponse>, NotFound>> Patch(
        Guid id, MergePatch<QuoteBody> patch, IfMatch ifMatch, OutcomesDbContext db, CancellationToken cancel)
    {
        if (await db.Quotes.SingleOrDefaultAsync(q => q.Id == id, cancel) is not { } quote) return TypedResults.NotFound();
        ifMatch.Claim(quote);
        var facts = await patch.ApplyToAsync(QuoteResponse.BodyOf(quote));
        await db.RequireSessionAsync(facts.SessionId, quote.ConsultationId, cancel);
        if (facts.PersonId is { } speaker) await db.RequirePersonAsync(speaker, cancel);
        return await db.InTransactionAsync<Results<RecordResult<QuoteResponse>, NotFound>>(async () =>
        {
            await HoldAsync(facts, quote, db, cancel);
            quote.Set(facts);
            await db.SaveChangesAsync(cancel);
            return new RecordResult<QuoteResponse>(QuoteResponse.Of(quote));
        }, cancel);
    }

    static async Task<Results<NoContent, NotFound>> Delete(Guid id, IfMatch ifMatch, OutcomesDbContext db, CancellationToken cancel)
    {
        if (await db.Quotes.SingleOrDefaultAsync(q => q.Id == id, cancel) is not { } quote) return TypedResults.NotFound();
        ifMatch.Claim(quote);
        db.Remove(quote);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }

    static Task<Results<RecordResult<QuoteResponse>, NotFound>> Approve(
        Guid id, ApproveQuote body, IfMatch ifMatch, Caller caller, OutcomesDbContext db, TimeProvider clock, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        // Wherever the speaker is, no day is further ahead than this.
        if (body.Date > DateOnly.FromDateTime(now.UtcDateTime.AddHours(14))) throw new ShapeException("date", "date-ahead");
        return ChangeAsync(id, ifMatch, db, quote => quote.Approve(new(body.Channel, body.Date, body.Evidence, caller.Subject, now)), cancel);
    }

    static Task<Results<RecordResult<QuoteResponse>, NotFound>> Withdraw(Guid id, IfMatch ifMatch, OutcomesDbContext db, CancellationToken cancel) =>
        ChangeAsync(id, ifMatch, db, quote => quote.WithdrawApproval(), cancel);

    static async Task<Results<RecordResult<QuoteResponse>, NotFound>> ChangeAsync(
        Guid id, IfMatch ifMatch, OutcomesDbContext db, Action<Quote> change, CancellationToken cancel)
    {
        if (await db.Quotes.SingleOrDefaultAsync(q => q.Id == id, cancel) is not { } quote) return TypedResults.NotFound();
        ifMatch.Claim(quote);
        change(quote);
        await db.SaveChangesAsync(cancel);
        return new RecordResult<QuoteResponse>(QuoteResponse.Of(quote));
    }

    /// <summary>
    /// Speaker and message stay while the quote is saved. A speaker erased, or a message deleted, since the quote was read left it with a
    /// newer version.
    /// </summary>
    static async Task HoldAsync(QuoteBody facts, Quote? now, OutcomesDbContext db, CancellationToken cancel)
    {
        if (facts.PersonId is { } speaker) await db.LockPersonAsync(speaker, cancel);
        if (facts.MessageId is not { } message || (message, facts.SessionId) == (now?.MessageId, now?.SessionId)) return;
        var held = await db.Database.SqlQuery<Guid>($"""
            SELECT id AS "Value" FROM key_messages WHERE id = {message} AND session_id = {facts.SessionId} FOR KEY SHARE
            """).ToListAsync(cancel);
        if (held.Count == 0) throw new ShapeException("messageId", "unknown-message");
    }
}
