using System.Reflection;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Releases;

/// <summary>A schedule that anyone may read: the latest release.</summary>
/// <param name="Consultation">The consultation's name.</param>
/// <param name="Release">What was released.</param>
public sealed record PublicSchedule(string Consultation, ReleaseResponse Release);

/// <summary>For a cache to keep for five minutes; 304 when the caller has it.</summary>
sealed class PublicScheduleResult(PublicSchedule schedule, int version) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.CacheControl = "public, max-age=300";
        return ETag.IsKnown(httpContext, ETag.Of(version)) ? Task.CompletedTask : httpContext.Response.WriteAsJsonAsync(schedule, httpContext.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(PublicSchedule), ["application/json"]));
}

static class PublicScheduleEndpoints
{
    public static void MapPublicSchedules(this IEndpointRouteBuilder app) => app.MapGet("/public/schedules/{consultationId:guid}", Get).WithTags("Public")
        .AllowAnonymous().WithName("GetPublicSchedule").WithSummary("Read the schedule of a consultation, as it was last released");

    static async Task<Results<PublicScheduleResult, NotFound>> Get(Guid consultationId, ConsultationsDbContext db, CancellationToken cancel)
    {
        var latest = await (
            from consultation in db.Consultations.AsNoTracking()
            join release in db.ScheduleReleases on new { consultation.Id, Number = consultation.Releases } equals new { Id = release.ConsultationId, release.Number }
            where consultation.Id == consultationId
            select new { Consultation = consultation, Release = release }).SingleOrDefaultAsync(cancel);
        if (latest is null) return TypedResults.NotFound();
        // A release raises the consultation's version, and so does a change of its name.
        return new PublicScheduleResult(new(latest.Consultation.Name, ReleaseResponse.Of(latest.Release)), latest.Consultation.Version);
    }
}
