using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MayorsMechanism.Consultations.Warnings;

static class WarningEndpoints
{
    public static void MapWarnings(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/sessions/{id:guid}/warnings", Get).WithTags("Nominations")
        .RequireScope(Scopes.ConsultationsRead).WithName("GetSessionWarnings").WithSummary("What there is to mend about a session and its nominations");

    static async Task<Results<Ok<SessionWarnings>, NotFound>> Get(Guid id, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        await Stage.FindAsync(id, tenancy, db, cancel) is { } stage
            ? TypedResults.Ok(await PlanningWarnings.OfSessionAsync(stage, tenancy, db, cancel))
            : TypedResults.NotFound();
}
