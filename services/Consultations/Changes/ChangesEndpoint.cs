using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Consultations.Changes;

static class ChangesEndpoint
{
    public static void MapChanges(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/consultations/changes", Read).WithTags("Consultations")
        .RequireScope(Scopes.ConsultationsRead).WithName("ListConsultationChanges")
        .WithSummary("What changed of all records of consultations that you may see");

    static Task<ChangesPage> Read([AsParameters] ChangesQuery query, Tenancy tenancy, CancellationToken cancel) =>
        ChangesFeed.ReadAsync(tenancy.Db, query, new DeclaredView<Tenancy>(tenancy), cancel);
}
