using System.Text.Json;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Messaging.History;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Changes;

/// <summary>Of a record that was removed what tells who saw it; nothing but its id once erased.</summary>
sealed record LastState(Guid? ConsultationId = null, Guid? SessionId = null, Guid? PersonId = null, Guid? NominationId = null, Guid? NetworkId = null, Guid? EnteredBy = null)
{
    public Guid Id { get; init; }

    /// <summary>The history entry that it began with.</summary>
    public long Made { get; init; }

    public static LastState Of(RemovedRecord removed) =>
        (removed.State is null ? new() : JsonSerializer.Deserialize<LastState>(removed.State, JsonSerializerOptions.Web)!) with { Id = removed.Id, Made = removed.Made };
}

/// <summary>What several kinds of record ask of those that were removed.</summary>
static class LastStates
{
    public static async Task<IReadOnlySet<Guid?>> OpenAmongAsync(this Tenancy tenancy, IEnumerable<Guid?> consultations, CancellationToken cancel)
    {
        Guid?[] ids = [.. consultations];
        return await tenancy.Consultations.Where(c => ids.Contains(c.Id)).Select(c => (Guid?)c.Id).ToHashSetAsync(cancel);
    }

    public static async Task<IReadOnlySet<Guid?>> OnceAmongAsync(this Tenancy tenancy, IEnumerable<Guid?> sessions, CancellationToken cancel)
    {
        Guid?[] ids = [.. sessions];
        return await SessionRecord.Once(tenancy).Where(s => ids.Contains(s.Id)).Select(s => (Guid?)s.Id).ToHashSetAsync(cancel);
    }

    /// <summary>Those that the network entered, or that are or were of its people.</summary>
    public static async Task<IEnumerable<Guid>> WereTheirsAsync(this Tenancy tenancy, IReadOnlyList<LastState> last, CancellationToken cancel)
    {
        var (ids, people) = (last.Select(record => record.Id).ToArray(), last.Select(record => record.PersonId).ToArray());
        var ours = await tenancy.Db.PersonCopies.Where(p => people.Contains(p.Id) && ConsultationsDbContext.IsOurs(p.Id, tenancy.Network, tenancy.Days))
            .Select(p => (Guid?)p.Id).ToHashSetAsync(cancel);
        var moved = await tenancy.Moves.Where(move => ids.Contains(move.RootId)).Select(move => move.RootId).ToHashSetAsync(cancel);
        return last.Where(record => record.EnteredBy == tenancy.Network || ours.Contains(record.PersonId) || moved.Contains(record.Id)).Select(record => record.Id);
    }
}
