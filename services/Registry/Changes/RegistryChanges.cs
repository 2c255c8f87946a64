using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Registry.Changes;

static class RegistryChanges
{
    public static void MapRegistryChanges(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/registry/changes", List).RequireScope(Scopes.RegistryRead).WithTags("Changes").WithName("ListRegistryChanges")
            .WithSummary("List what changed since a cursor, to keep a mirror");

    static Task<ChangesPage> List([AsParameters] ChangesQuery query, Tenancy tenancy, CancellationToken cancel) =>
        ChangesFeed.ReadAsync(tenancy.Db, query, new DeclaredView<Tenancy>(tenancy), cancel);
}
