using System.Text.Json;
using MayorsMechanism.Consultations.Availabilities;
using MayorsMechanism.Consultations.Calls;
using MayorsMechanism.Consultations.Invitations;
using MayorsMechanism.Consultations.Mandates;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.Slots;
using MayorsMechanism.Messaging.History;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Changes;

/// <summary>
/// What a network may have seen, so that it hears that this is gone, and of no other record that it exists. Where somebody else was
/// merged, moved or erased since, an entry in the record's history says who saw it: triggers write it, in the migration ViewsThatMove.
/// </summary>
sealed class OnceSeen(Tenancy tenancy, ConsultationsDbContext db)
{
    readonly Guid _network = tenancy.Caller.NetworkId ?? Guid.Empty;
    readonly string _name = $"{tenancy.Caller.NetworkId}";
    readonly DateOnly?[] _today = [tenancy.Today];

    /// <summary>Released ones, and those that were there before anything was released: ids are in the order of time.</summary>
    public IQueryable<Session> Sessions => db.Sessions.Where(s => tenancy.Consultations.Any(c => c.Id == s.ConsultationId) && (s.ReleasedState != null
        || !db.ScheduleReleases.Any(r => r.ConsultationId == s.ConsultationId && r.Id < s.Id)
        || (s.State == SessionState.Cancelled && db.Nominations.Any(n => n.SessionId == s.Id
            && (n.NominatedBy == _network || ConsultationsDbContext.IsOurs(n.PersonId, _network, _today) || Moves.Any(move => move.RootId == n.Id))))));

    public IQueryable<Nomination> Nominations => db.Nominations.Where(n => Sessions.Any(s => s.Id == n.SessionId)
        && (n.NominatedBy == _network || ConsultationsDbContext.IsOurs(n.PersonId, _network, _today) || Moves.Any(move => move.RootId == n.Id)));

    public IQueryable<NominationCall> Calls => db.Calls.Where(c => c.NetworkId == _network && Sessions.Any(s => s.Id == c.SessionId));

    /// <summary>A slot that was made after its nomination had moved away was never seen.</summary>
    public IQueryable<SpeakingSlot> Slots => db.Slots.Where(s => Sessions.Any(session => session.Id == s.SessionId)
        && (db.Nominations.Any(n => n.Id == s.NominationId && (n.NominatedBy == _network || ConsultationsDbContext.IsOurs(n.PersonId, _network, _today)))
            || Moves.Any(move => move.RootId == s.NominationId && db.History.Any(made => made.RootId == s.Id && made.Id < move.Id))));

    public IQueryable<Mandate> Mandates =>
        db.Mandates.Where(m => m.EnteredBy == _network || ConsultationsDbContext.IsOurs(m.PersonId, _network, _today) || Moves.Any(move => move.RootId == m.Id));

    public IQueryable<Availability> Availabilities => db.Availabilities.Where(a => tenancy.Consultations.Any(c => c.Id == a.ConsultationId)
        && (ConsultationsDbContext.IsOurs(a.PersonId, _network, _today) || Moves.Any(move => move.RootId == a.Id)));

    public IQueryable<Invitation> Invitations =>
        db.Invitations.Where(i => ConsultationsDbContext.IsMember(i.OrganisationId, _network, tenancy.Today) || Moves.Any(move => move.RootId == i.Id));

    /// <summary>Those of <paramref name="ids"/> that were removed, and of which the caller may have a copy: the last state of each tells whose it was.</summary>
    public async Task<IEnumerable<Guid>> RemovedAsync(Guid[] ids, CancellationToken cancel)
    {
        var entries = await db.History.AsNoTracking().Where(entry => ids.Contains(entry.RootId)
            && db.History.Any(last => last.RootId == entry.RootId && last.Action == "removed")).OrderBy(entry => entry.Id).ToListAsync(cancel);
        var removed = entries.GroupBy(entry => entry.RootId).Select(Removed.Of).ToList();
        if (tenancy.Caller.IsSecretariat) return removed.Select(record => record.Id);
        Guid?[] consultations = [.. removed.Select(record => record.State.ConsultationId)], sessions = [.. removed.Select(record => record.State.SessionId)],
            people = [.. removed.Select(record => record.State.PersonId)], nominations = [.. removed.Select(record => record.State.NominationId)];
        HashSet<Guid> open = [.. await tenancy.Consultations.Where(c => consultations.Contains(c.Id)).Select(c => c.Id).ToListAsync(cancel)],
            seen = [.. await Sessions.Where(s => sessions.Contains(s.Id)).Select(s => s.Id).ToListAsync(cancel)],
            ours = [.. await db.PersonCopies.Where(p => people.Contains(p.Id) && ConsultationsDbContext.IsOurs(p.Id, _network, _today)).Select(p => p.Id).ToListAsync(cancel)],
            theirs = [.. await db.Nominations.Where(n => nominations.Contains(n.Id) && (n.NominatedBy == _network
                || ConsultationsDbContext.IsOurs(n.PersonId, _network, _today))).Select(n => n.Id).ToListAsync(cancel)];
        var moves = (await Moves.Where(move => ids.Contains(move.RootId) || nominations.Contains(move.RootId)).ToListAsync(cancel)).ToLookup(move => move.RootId, move => move.Id);
        return removed.Where(WasSeen).Select(record => record.Id);

        bool WasSeen(Removed record) => record.Kind switch
        {
            "balance-target" => record.State.ConsultationId is not { } consultation || open.Contains(consultation),
            "call" => record.State.NetworkId == _network && seen.Contains(record.State.SessionId!.Value),
            "speaking-slot" => seen.Contains(record.State.SessionId!.Value)
                && (theirs.Contains(record.State.NominationId!.Value) || moves[record.State.NominationId.Value].Any(move => move > record.Made)),
            "availability" when record.State.ConsultationId is { } consultation && !open.Contains(consultation) => false,
            "availability" or "mandate" => record.State.EnteredBy == _network || (record.State.PersonId is { } person && ours.Contains(person)) || moves.Contains(record.Id),
            _ => false,
        };
    }

    /// <summary>Where the registry told something else of who or what a record is about, and the network saw it until then.</summary>
    IQueryable<HistoryEntry> Moves => db.History.Where(entry => entry.Action == "moved" && entry.Payload!.Contains(_name));

    /// <param name="Kind">What sort of record.</param>
    /// <param name="Id">Which one.</param>
    /// <param name="Made">The history entry that it began with.</param>
    /// <param name="State">Of its last state, what tells who saw it; nothing once erased.</param>
    sealed record Removed(string Kind, Guid Id, long Made, State State)
    {
        public static Removed Of(IEnumerable<HistoryEntry> entries)
        {
            var payload = entries.LastOrDefault(entry => entry.Action is "created" or "changed")?.Payload;
            var first = entries.First();
            return new(first.Record, first.RootId, first.Id, payload is null ? new() : JsonSerializer.Deserialize<State>(payload, JsonSerializerOptions.Web)!);
        }
    }

    sealed record State(Guid? ConsultationId = null, Guid? SessionId = null, Guid? PersonId = null, Guid? NominationId = null, Guid? NetworkId = null, Guid? EnteredBy = null);
}
