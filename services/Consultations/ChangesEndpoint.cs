using MayorsMechanism.Consultations.Availabilities;
using MayorsMechanism.Consultations.Balances;
using MayorsMechanism.Consultations.Calls;
using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.Consultations.Invitations;
using MayorsMechanism.Consultations.Mandates;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.Slots;
using MayorsMechanism.Consultations.WorkingGroups;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations;

static class ChangesEndpoint
{
    public static void MapChanges(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/consultations/changes", Read).WithTags("Consultations")
        .RequireScope(Scopes.ConsultationsRead).WithName("ListConsultationChanges")
        .WithSummary("What changed of all records of consultations that you may see");

    static Task<ChangesPage> Read([AsParameters] ChangesQuery query, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel) =>
        ChangesFeed.ReadAsync(db, query, changed => ShowAsync(changed, tenancy, db, cancel), cancel);

    static async Task<IReadOnlyList<Change>> ShowAsync(
        IReadOnlyList<ChangedRecord> changed, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        var ids = changed.Select(record => record.Id).ToArray();
        Dictionary<Guid, object> current = [];
        foreach (var c in await db.Cycles.AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(cancel)) current[c.Id] = CycleResponse.Of(c);
        foreach (var g in await db.WorkingGroups.AsNoTracking().Where(g => ids.Contains(g.Id)).ToListAsync(cancel)) current[g.Id] = WorkingGroupResponse.Of(g);
        foreach (var c in await tenancy.Consultations.AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(cancel)) current[c.Id] = ConsultationResponse.Of(c);
        foreach (var s in await tenancy.Sessions.AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(cancel)) current[s.Id] = SessionResponse.For(tenancy.Caller, s);
        foreach (var n in await tenancy.Nominations.AsNoTracking().Where(n => ids.Contains(n.Id)).Today(db).ToListAsync(cancel))
        {
            current[n.Nomination.Id] = NominationResponse.For(tenancy.Caller, n);
        }
        foreach (var c in await tenancy.Calls.AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(cancel)) current[c.Id] = CallResponse.Of(c);
        foreach (var m in await tenancy.Mandates.AsNoTracking().Where(m => ids.Contains(m.Id)).ToListAsync(cancel)) current[m.Id] = MandateResponse.Of(m);
        foreach (var i in await tenancy.Invitations.AsNoTracking().Where(i => ids.Contains(i.Id)).ToListAsync(cancel)) current[i.Id] = InvitationResponse.For(tenancy.Caller, i);
        foreach (var a in await tenancy.Availabilities.AsNoTracking().Where(a => ids.Contains(a.Id)).ToListAsync(cancel)) current[a.Id] = AvailabilityResponse.Of(a);
        foreach (var s in await tenancy.Slots.AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(cancel)) current[s.Id] = SlotResponse.Of(s);
        foreach (var t in await tenancy.Targets.AsNoTracking().Where(t => ids.Contains(t.Id)).ToListAsync(cancel)) current[t.Id] = TargetResponse.Of(t);
        var lost = await LostAsync([.. ids.Where(id => !current.ContainsKey(id))], tenancy, db, cancel);
        return [.. changed.Where(record => current.ContainsKey(record.Id) || lost.Contains(record.Id))
            .Select(record => new Change(record.Record, record.Id, lost.Contains(record.Id), current.GetValueOrDefault(record.Id)))];
    }

    /// <summary>
    /// Nominations of people who left the caller's members, or were erased: the caller may have seen them. And what was removed: of a network
    /// only what its history names as that network's, for an id of others' is none of its business.
    /// </summary>
    static async Task<HashSet<Guid>> LostAsync(Guid[] unseen, Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (unseen.Length == 0) return [];
        var removed = db.History.Where(entry => unseen.Contains(entry.RootId) && entry.Action == "removed").Select(entry => entry.RootId);
        if (tenancy.Caller.NetworkId?.ToString() is { } network)
        {
            removed = removed.Where(id => db.History.Any(entry => entry.RootId == id && entry.Payload!.Contains(network)));
        }
        return [.. await tenancy.OnceReadable.Where(n => unseen.Contains(n.Id)).Select(n => n.Id).Union(removed).ToListAsync(cancel)];
    }
}
