using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations;

static class ChangesEndpoint
{
    public static void MapChanges(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/consultations/changes", Read).WithTags("Consultations")
        .RequireScope(Scopes.ConsultationsRead).WithName("ListConsultationChanges")
        .WithSummary("What changed of cycles, consultations, sessions and nominations that you may see");

    static Task<ChangesPage> Read([AsParameters] ChangesQuery query, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        ChangesFeed.ReadAsync(db, query, changed => ShowAsync(changed, tenancy, db, cancel), cancel);

    static async Task<IReadOnlyList<Change>> ShowAsync(
        IReadOnlyList<ChangedRecord> changed, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var ids = changed.Select(record => record.Id).ToArray();
        Dictionary<Guid, object> current = [];
        foreach (var c in await db.Cycles.AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(cancel)) current[c.Id] = CycleResponse.Of(c);
        foreach (var c in await tenancy.Consultations.AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(cancel)) current[c.Id] = ConsultationResponse.Of(c);
        foreach (var s in await tenancy.Sessions.AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(cancel)) current[s.Id] = SessionResponse.For(tenancy.Caller, s);
        foreach (var n in await tenancy.Nominations.AsNoTracking().Where(n => ids.Contains(n.Id)).Today(db).ToListAsync(cancel))
        {
            current[n.Nomination.Id] = NominationResponse.Of(n);
        }
        var lost = await LostAsync([.. ids.Where(id => !current.ContainsKey(id))], tenancy, db, cancel);
        return [.. changed.Where(record => current.ContainsKey(record.Id) || lost.Contains(record.Id))
            .Select(record => new Change(record.Record, record.Id, lost.Contains(record.Id), current.GetValueOrDefault(record.Id)))];
    }

    /// <summary>Nominations of people who left the caller's members, or were erased: the caller may have seen them. Nothing else is ever lost.</summary>
    static async Task<HashSet<Guid>> LostAsync(Guid[] unseen, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        unseen.Length == 0 ? [] : [.. await tenancy.OnceReadable.Where(n => unseen.Contains(n.Id)).Select(n => n.Id).ToListAsync(cancel)];
}
