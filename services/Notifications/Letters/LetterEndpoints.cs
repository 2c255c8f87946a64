using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Notifications.Letters;

/// <summary>Filters of the list of letters.</summary>
/// <param name="State">One state.</param>
/// <param name="Nomination">About this nomination.</param>
/// <param name="Invitation">About this invitation.</param>
/// <param name="Person">That concern this person.</param>
public sealed record LetterFilter(Word<LetterState>? State, Guid? Nomination, Guid? Invitation, Guid? Person);

static class LetterEndpoints
{
    public static void MapLetters(this IEndpointRouteBuilder app)
    {
        var letters = app.MapGroup("/api/v1/notifications").WithTags("Notifications").RequireSecretariat();
        letters.MapGet("/", List).RequireScope(Scopes.NotificationsRead).WithName("ListNotifications").WithSummary("List letters and what became of them");
        letters.MapGet("/{id:guid}", Get).RequireScope(Scopes.NotificationsRead).WithName("GetNotification").WithSummary("Read a letter as it left, without its one-time link");
        letters.MapPost("/{id:guid}/resend", Resend).RequireScope(Scopes.NotificationsWrite).WithName("ResendNotification")
            .WithSummary("Send a letter again, to the address that is known now and with a new one-time link, whatever became of it");
    }

    static async Task<Page<LetterSummary>> List(
        [AsParameters] LetterFilter filter, [AsParameters] PageQuery page, NotificationsDbContext db, CancellationToken cancel)
    {
        var all = db.Letters.AsNoTracking();
        if (filter.State is { } state) all = all.Where(letter => letter.State == state.Value);
        if (filter.Nomination is { } nomination) all = all.Where(letter => letter.NominationId == nomination);
        if (filter.Invitation is { } invitation) all = all.Where(letter => letter.InvitationId == invitation);
        if (filter.Person is { } person) all = all.Where(letter => letter.PersonId == person);
        return (await page.RunAsync(all, cancel)).Select(LetterSummary.From);
    }

    static async Task<Results<RecordResult<LetterResponse>, NotFound>> Get(Guid id, NotificationsDbContext db, CancellationToken cancel) =>
        await db.Letters.AsNoTracking().SingleOrDefaultAsync(letter => letter.Id == id, cancel) is { } letter
            ? new RecordResult<LetterResponse>(LetterResponse.From(letter))
            : TypedResults.NotFound();

    static async Task<Results<RecordResult<LetterResponse>, NotFound>> Resend(
        Guid id, IfMatch ifMatch, NotificationsDbContext db, TimeProvider clock, CancellationToken cancel)
    {
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        if (!await db.Letters.AnyAsync(letter => letter.Id == id, cancel)) return TypedResults.NotFound();
        var letter = await db.LockLetterAsync(id, cancel);
        ifMatch.Claim(letter);
        letter.SendAgain(clock.GetUtcNow());
        if (await db.IsFollowedAsync(letter, cancel) || await db.IsOvertakenAsync(letter, clock.GetUtcNow(), cancel)) throw new RuleViolation("letter-overtaken");
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new RecordResult<LetterResponse>(LetterResponse.From(letter));
    }
}
