using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Calendars;

static class CalendarLinkEndpoints
{
    public static void MapCalendarLinks(this IEndpointRouteBuilder app)
    {
        var links = app.MapGroup("/api/v1/calendar-links").WithTags("Calendars");
        links.MapGet("/", List).RequireScope(Scopes.ConsultationsRead).WithName("ListCalendarLinks").WithSummary("List secret calendar links, without their secrets");
        links.MapGet("/{id:guid}", Get).RequireScope(Scopes.ConsultationsRead).WithName("GetCalendarLink").WithSummary("Read a calendar link, without its secret");

        var changes = links.MapGroup("").RequireScope(Scopes.ConsultationsWrite);
        changes.MapPost("/", Create).WithMetadata(new AnswerHoldsSecret()).WithName("CreateCalendarLink")
            .WithSummary("Make a calendar link for a network or a person; its address is shown once");
        changes.MapPost("/{id:guid}/rotate", Rotate).WithMetadata(new AnswerHoldsSecret()).WithName("RotateCalendarLink")
            .WithSummary("Replace a link's secret, which stops at once; the new address is shown once");
        changes.MapDelete("/{id:guid}", Revoke).WithName("RevokeCalendarLink").WithSummary("Revoke a calendar link at once");
    }

    static async Task<Page<CalendarLinkResponse>> List([AsParameters] PageQuery page, Tenancy tenancy, CancellationToken cancel) =>
        (await page.RunAsync(tenancy.CalendarLinks.AsNoTracking(), cancel)).Select(CalendarLinkResponse.Of);

    static async Task<Results<RecordResult<CalendarLinkResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.CalendarLinks.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, cancel) is { } link
            ? new RecordResult<CalendarLinkResponse>(CalendarLinkResponse.Of(link))
            : TypedResults.NotFound();

    static async Task<CreatedRecord<CalendarAddress>> Create(
        CreateCalendarLink body, Tenancy tenancy, ConsultationsDbContext db, IConfiguration configuration, TimeProvider clock, CancellationToken cancel)
    {
        if (body.NetworkId is null == body.PersonId is null) throw new ShapeException("networkId", "network-or-person");
        // A person's link shows where to join: it is for the secretariat to hand out.
        if (tenancy.Caller.NetworkId is { } own && body.NetworkId != own) throw new ProblemException(403, "not-your-calendar");
        if (body.NetworkId is { } network) await db.OrganisationCopies.WaitAsync(o => o.Id == network && o.Kind == "network", "networkId", cancel);
        if (body.PersonId is { } person) await db.PersonCopies.WaitAsync(p => p.Id == person, "personId", cancel);
        return await db.InTransactionAsync(async () =>
        {
            if (body.PersonId is { } id) await db.LockPersonAsync(id, cancel);
            var (link, secret) = CalendarLink.New(body.NetworkId, body.PersonId, clock.GetUtcNow());
            db.Add(link);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<CalendarAddress>($"/api/v1/calendar-links/{link.Id}", AddressOf(link, secret, configuration));
        }, cancel);
    }

    static async Task<Results<RecordResult<CalendarAddress>, NotFound>> Rotate(
        Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, IConfiguration configuration, TimeProvider clock, CancellationToken cancel)
    {
        if (await tenancy.CalendarLinks.SingleOrDefaultAsync(l => l.Id == id, cancel) is not { } link) return TypedResults.NotFound();
        ifMatch.Claim(link);
        var secret = link.Rotate(clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        return new RecordResult<CalendarAddress>(AddressOf(link, secret, configuration));
    }

    static async Task<Results<NoContent, NotFound>> Revoke(Guid id, IfMatch ifMatch, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await tenancy.CalendarLinks.SingleOrDefaultAsync(l => l.Id == id, cancel) is not { } link) return TypedResults.NotFound();
        ifMatch.Claim(link);
        db.Remove(link);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }

    static CalendarAddress AddressOf(CalendarLink link, string secret, IConfiguration configuration) =>
        new(CalendarLinkResponse.Of(link), $"{configuration.PublicOrigin()}/calendar/{secret}.ics");
}
