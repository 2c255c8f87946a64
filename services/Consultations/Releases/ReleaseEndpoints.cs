using MayorsMechanism.Consultations.Calendars;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Releases;

/// <param name="From">The number of an earlier release, or 0 for nothing; the one before unless given.</param>
public sealed record DifferenceQuery(int? From);

static class ReleaseEndpoints
{
    sealed record Cursor(int Number);

    public static void MapReleases(this IEndpointRouteBuilder app)
    {
        var releases = app.MapGroup("/api/v1/consultations/{id:guid}/releases").WithTags("Schedules");
        releases.MapPost("/", Release).RequireScope(Scopes.ConsultationsWrite).RequireSecretariat().WithName("ReleaseSchedule")
            .WithSummary("Release the schedule: networks, calendars and those whom it concerns are told");

        var read = releases.MapGroup("").RequireScope(Scopes.ConsultationsRead);
        read.MapGet("/", List).WithName("ListScheduleReleases").WithSummary("List the releases of a consultation's schedule");
        read.MapGet("/{number:int}", Get).WithName("GetScheduleRelease").WithSummary("Read a release");
        read.MapGet("/{number:int}/diff", Compare).WithName("CompareScheduleReleases").WithSummary("What a release changes");
    }

    /// <summary>Nobody plans, nominates or seats in these sessions meanwhile.</summary>
    static Task<Results<CreatedRecord<ReleaseResponse>, NotFound>> Release(
        Guid id, ReleaseSchedule body, ConsultationsDbContext db, ParticipantCalendar calendar, TimeProvider clock, CancellationToken cancel) =>
        db.InTransactionAsync<Results<CreatedRecord<ReleaseResponse>, NotFound>>(async () =>
        {
            if (await db.LockConsultationAsync(id, cancel) is not { } consultation) return TypedResults.NotFound();
            var sessions = await db.LockScheduleAsync(id, cancel);
            var release = ScheduleRelease.Of(consultation, sessions, body.Changelog, clock.GetUtcNow());
            db.Add(release);
            await Participants.TellAsync(release, db, calendar, cancel);
            await db.SaveChangesAsync(cancel);
            return new CreatedRecord<ReleaseResponse>($"/api/v1/consultations/{id}/releases/{release.Number}", ReleaseResponse.Of(release));
        }, cancel);

    static async Task<Results<Page<ReleaseSummary>, NotFound>> List(
        Guid id, [AsParameters] PageQuery page, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (!await tenancy.Consultations.AnyAsync(c => c.Id == id, cancel)) return TypedResults.NotFound();
        var all = db.ScheduleReleases.AsNoTracking().Where(r => r.ConsultationId == id);
        var after = page.Cursor<Cursor>();
        // Their sessions stay where they are.
        var query = (after is null ? all : all.Where(r => r.Number > after.Number)).OrderBy(r => r.Number)
            .Select(r => new ReleaseSummary(r.Number, r.ReleasedAt, r.Changelog));
        return await page.RunAsync(query, all, r => new Cursor(r.Number), cancel);
    }

    static async Task<Results<RecordResult<ReleaseResponse>, NotFound>> Get(
        Guid id, int number, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        await FindAsync(id, number, tenancy, db, cancel) is { } release
            ? new RecordResult<ReleaseResponse>(ReleaseResponse.Of(release))
            : TypedResults.NotFound();

    static async Task<Results<Ok<ScheduleDifference>, NotFound>> Compare(
        Guid id, int number, [AsParameters] DifferenceQuery query, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (await FindAsync(id, number, tenancy, db, cancel) is not { } release) return TypedResults.NotFound();
        var from = query.From ?? number - 1;
        if (from < 0 || from >= number) throw new ShapeException("from", "not-an-earlier-release");
        return TypedResults.Ok(ScheduleDifference.Between(await FindAsync(id, from, tenancy, db, cancel), release));
    }

    static async Task<ScheduleRelease?> FindAsync(Guid consultation, int number, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        await db.ScheduleReleases.AsNoTracking().SingleOrDefaultAsync(r => r.ConsultationId == consultation && r.Number == number
            && tenancy.Consultations.Any(c => c.Id == consultation), cancel);
}
