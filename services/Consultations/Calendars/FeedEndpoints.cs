using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Calendars;

/// <param name="Language">In which titles are given (BCP 47); that of the person, or of Accept-Language, unless given.</param>
public sealed record FeedQuery([property: LanguageTag] string? Language);

/// <summary>Calendars that programs follow, without a token.</summary>
static class FeedEndpoints
{
    public static void MapFeeds(this IEndpointRouteBuilder app)
    {
        var feeds = app.MapGroup("/calendar").WithTags("Calendars").AllowAnonymous();
        feeds.MapGet("/consultations/{id:guid}.ics", OfConsultation).WithName("GetConsultationCalendar")
            .WithSummary("Follow a consultation's schedule, as it was last released, in a calendar program");
        feeds.MapGet("/{secret}.ics", OfLink).WithName("GetSecretCalendar").WithSummary("Follow the calendar of a network or a person by its secret link");
    }

    static async Task<Results<FeedResult, NotFound>> OfConsultation(
        Guid id, [AsParameters] FeedQuery query, HttpRequest request, ConsultationsDbContext db, Feeds feeds, CancellationToken cancel) =>
        await db.Consultations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.Releases > 0, cancel) is { } consultation
            ? new FeedResult(await feeds.OfConsultationAsync(consultation, query.Language ?? Text.LanguageOf(request), cancel), FeedResult.Public)
            : TypedResults.NotFound();

    static async Task<Results<FeedResult, NotFound>> OfLink(
        string secret, [AsParameters] FeedQuery query, HttpContext http, ConsultationsDbContext db, Feeds feeds, CancellationToken cancel)
    {
        // Whether or not there is such a calendar: nobody else learns or keeps what was asked for.
        http.Response.Headers.CacheControl = FeedResult.Secret;
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (CalendarLink.HashOf(secret) is not { } hash) return TypedResults.NotFound();
        var link = await db.CalendarLinks.AsNoTracking().SingleOrDefaultAsync(l => l.SecretHash == hash, cancel);
        var feed = link switch
        {
            { NetworkId: { } network } => await feeds.OfNetworkAsync(network, query.Language ?? Text.LanguageOf(http.Request), cancel),
            { PersonId: { } person } => await feeds.OfPersonAsync(person, query.Language, cancel),
            _ => null,
        };
        return feed is null ? TypedResults.NotFound() : new FeedResult(feed, FeedResult.Secret);
    }
}
