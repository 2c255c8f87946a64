using MayorsMechanism.Consultations.Changes;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Consultations.Calls;

/// <summary>A network sees the calls to itself.</summary>
sealed class CallRecord : SharedRecord<NominationCall, Tenancy>
{
    public override string Name => "call";

    protected override void Map(EntityTypeBuilder<NominationCall> call)
    {
        call.Property(c => c.State).HasConversion<KebabCase<CallState>>();
        call.Property(c => c.Profile).AsJson();
        call.HasOne<Session>().WithMany().HasForeignKey(c => c.SessionId).OnDelete(DeleteBehavior.Restrict);
        call.HasIndex(c => new { c.SessionId, c.NetworkId }).IsUnique().HasDatabaseName("already_called");
        call.HasIndex(c => c.NetworkId);
    }

    protected override Told<NominationCall>? Told => null;

    protected override Naming<NominationCall>? Naming => null;

    protected override IQueryable<NominationCall> Seen(Tenancy tenancy) => tenancy.Calls;

    protected override Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) =>
        AmongAsync(tenancy.Db.Calls.Where(c => c.NetworkId == tenancy.Network && SessionRecord.Once(tenancy).Any(s => s.Id == c.SessionId)), unseen, cancel);

    protected override Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<NominationCall> seen, CancellationToken cancel) =>
        EachAsync(seen, CallResponse.Of, cancel);

    protected override Task<IQueryable<Guid>?> AroundAsync(ChangedPage<Tenancy> page, CancellationToken cancel) =>
        page.ThroughAsync<NominationCall, Session>(c => c.SessionId, cancel);

    protected override async Task<IEnumerable<Guid>> RemovedAsync(Tenancy tenancy, IReadOnlyList<RemovedRecord> removed, CancellationToken cancel)
    {
        var last = removed.Select(LastState.Of).Where(call => call.NetworkId == tenancy.Network).ToList();
        var sessions = await tenancy.OnceAmongAsync(last.Select(call => call.SessionId), cancel);
        return last.Where(call => sessions.Contains(call.SessionId)).Select(call => call.Id);
    }
}
