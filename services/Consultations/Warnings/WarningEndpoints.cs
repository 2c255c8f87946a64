using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Warnings;

static class WarningEndpoints
{
    public static void MapWarnings(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/sessions/{id:guid}/warnings", Get).WithTags("Nominations")
        .RequireScope(Scopes.ConsultationsRead).WithName("GetSessionWarnings").WithSummary("What there is to mend about a session and its nominations");

    static async Task<Results<Ok<SessionWarnings>, NotFound>> Get(Guid id, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        await tenancy.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancel) is { } session
            ? TypedResults.Ok(await PlanningWarnings.OfSessionAsync(session, tenancy, db, cancel))
            : TypedResults.NotFound();
}
