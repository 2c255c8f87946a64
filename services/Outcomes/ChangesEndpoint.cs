using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Outcomes;

static class ChangesEndpoint
{
    public static void MapChanges(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/outcomes/changes", Read).WithTags("Papers")
        .RequireScope(Scopes.OutcomesRead).WithName("ListOutcomeChanges")
        .WithSummary("What changed of papers, releases and, for the secretariat, contributions, messages and quotes");

    static Task<ChangesPage> Read([AsParameters] ChangesQuery query, Caller caller, OutcomesDbContext db, CancellationToken cancel) =>
        ChangesFeed.ReadAsync(db, query, new DeclaredView<Reader>(new(caller, db)), cancel);
}
