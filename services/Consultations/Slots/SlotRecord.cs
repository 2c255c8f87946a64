using MayorsMechanism.Consultations.Changes;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Slots;

/// <summary>A network sees the turns of those whose nomination it sees.</summary>
sealed class SlotRecord : SharedRecord<SpeakingSlot, Tenancy>
{
    public override string Name => "speaking-slot";

    protected override void Map(EntityTypeBuilder<SpeakingSlot> slot)
    {
        slot.HasOne<Session>().WithMany().HasForeignKey(s => s.SessionId).OnDelete(DeleteBehavior.Restrict);
        slot.HasOne<Nomination>().WithMany().HasForeignKey(s => s.NominationId).OnDelete(DeleteBehavior.Restrict);
        slot.HasIndex(s => new { s.SessionId, s.Order }).IsUnique().HasDatabaseName("slot_order_taken");
        slot.HasIndex(s => s.NominationId).IsUnique().HasDatabaseName("speaks_already");
    }

    protected override Told<SpeakingSlot>? Told => null;

    protected override Naming<SpeakingSlot>? Naming => null;

    protected override IQueryable<SpeakingSlot> Seen(Tenancy tenancy) => tenancy.Slots;

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) => AmongAsync(Once(tenancy), unseen, cancel);

    /// <summary>One that was made after its nomination had moved away was never seen.</summary>
    static IQueryable<SpeakingSlot> Once(Tenancy tenancy)
    {
        var db = tenancy.Db;
        return db.Slots.Where(s => SessionRecord.Once(tenancy).Any(session => session.Id == s.SessionId)
            && (db.Nominations.Any(n => n.Id == s.NominationId && (n.NominatedBy == tenancy.Network || ConsultationsDbContext.IsOurs(n.PersonId, tenancy.Network, tenancy.Days)))
                || tenancy.Moves.Any(move => move.RootId == s.NominationId && db.History.Any(made => made.RootId == s.Id && made.Id < move.Id))));
    }

    protected override Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<SpeakingSlot> seen, CancellationToken cancel) =>
        EachAsync(seen, SlotResponse.Of, cancel);

    protected override Task<IQueryable<Guid>?> AroundAsync(ChangedPage<Tenancy> page, CancellationToken cancel) =>
        page.ThroughAsync<SpeakingSlot, Nomination>(s => s.NominationId, cancel);

    protected override async Task<IEnumerable<Guid>> RemovedAsync(Tenancy tenancy, IReadOnlyList<RemovedRecord> removed, CancellationToken cancel)
    {
        var last = removed.Select(LastState.Of).ToList();
        var sessions = await tenancy.OnceAmongAsync(last.Select(slot => slot.SessionId), cancel);
        var nominations = last.Select(slot => slot.NominationId).ToArray();
        var theirs = await tenancy.Db.Nominations.Where(n => nominations.Contains(n.Id) && (n.NominatedBy == tenancy.Network
            || ConsultationsDbContext.IsOurs(n.PersonId, tenancy.Network, tenancy.Days))).Select(n => (Guid?)n.Id).ToHashSetAsync(cancel);
        var moves = (await tenancy.Moves.Where(move => nominations.Contains(move.RootId)).ToListAsync(cancel)).ToLookup(move => (Guid?)move.RootId, move => move.Id);
        return last.Where(slot => sessions.Contains(slot.SessionId) && (theirs.Contains(slot.NominationId) || moves[slot.NominationId].Any(move => move > slot.Made)))
            .Select(slot => slot.Id);
    }
}
