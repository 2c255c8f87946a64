using System.Linq.Expressions;
using MayorsMechanism.Consultations.Availabilities;
using MayorsMechanism.Consultations.Balances;
using MayorsMechanism.Consultations.Calls;
using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.Consultations.Invitations;
using MayorsMechanism.Consultations.Mandates;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Roles;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.Slots;
using MayorsMechanism.Consultations.WorkingGroups;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace MayorsMechanism.Consultations.Changes;

/// <summary>
/// What a caller is shown of changed records: those it sees as they are, and those it may have seen before as gone. A network sees some
/// records through others, so with a consultation that opens or is released all in it is shown anew, and with a session its nominations.
/// </summary>
sealed class ChangedView(Tenancy tenancy, ConsultationsDbContext db, CancellationToken cancel)
{
    readonly List<Change> _changes = [];
    readonly OnceSeen _once = new(tenancy, db);

    public async Task<IReadOnlyList<Change>> ShowAsync(IReadOnlyList<ChangedRecord> changed)
    {
        var ids = changed.ToLookup(record => record.Record, record => record.Id);
        Guid[] Ids(string record) => [.. ids[record].Distinct()];
        Guid[] consultations = [.. Ids("consultation"), .. await AroundAsync(db.ScheduleReleases, r => r.ConsultationId, r => r.Id, Ids("schedule-release"))];
        Guid[] sessions = [.. Ids("session"), .. await AroundAsync(db.Sessions, s => s.Id, s => s.ConsultationId, consultations),
            // A network sees a cancelled one through whom it knows there.
            .. await AroundAsync(db.Nominations.Where(n => db.Sessions.Any(s => s.Id == n.SessionId && s.State == SessionState.Cancelled)), n => n.SessionId, n => n.Id, Ids("nomination"))];
        Guid[] nominations = [.. Ids("nomination"), .. await AroundAsync(db.Nominations, n => n.Id, n => n.SessionId, sessions)];

        await TellAsync("cycle", Ids("cycle"), db.Cycles, db.Cycles, CycleResponse.Of);
        await TellAsync("working-group", Ids("working-group"), db.WorkingGroups, db.WorkingGroups, WorkingGroupResponse.Of);
        await TellAsync("consultation", Ids("consultation"), tenancy.Consultations, tenancy.Consultations, ConsultationResponse.Of);
        await TellAsync("session", sessions, tenancy.Sessions, _once.Sessions, s => SessionResponse.For(tenancy.Caller, s));
        await TellAsync("nomination", nominations, tenancy.Nominations, _once.Nominations, some => some.Today(db), n => n.Nomination.Id, n => NominationResponse.For(tenancy.Caller, n));
        await TellAsync("call", [.. Ids("call"), .. await AroundAsync(db.Calls, c => c.Id, c => c.SessionId, sessions)], tenancy.Calls, _once.Calls, CallResponse.Of);
        await TellAsync("speaking-slot", [.. Ids("speaking-slot"), .. await AroundAsync(db.Slots, s => s.Id, s => s.NominationId, nominations)],
            tenancy.Slots, _once.Slots, SlotResponse.Of);
        await TellAsync("mandate", Ids("mandate"), tenancy.Mandates, _once.Mandates, MandateResponse.Of);
        await TellAsync("availability", [.. Ids("availability"), .. await AroundAsync(db.Availabilities, a => a.Id, a => a.ConsultationId, consultations)],
            tenancy.Availabilities, _once.Availabilities, AvailabilityResponse.Of);
        await TellAsync("balance-target", [.. Ids("balance-target"), .. await AroundAsync(db.BalanceTargets, t => t.Id, t => t.ConsultationId ?? Guid.Empty, consultations)],
            tenancy.Targets, tenancy.Targets, TargetResponse.Of);
        await TellAsync("invitation", [.. Ids("invitation"), .. await AroundAsync(db.Invitations, i => i.Id, i => i.ConsultationId, consultations)],
            tenancy.Invitations, _once.Invitations, i => InvitationResponse.For(tenancy.Caller, i));
        if (tenancy.Caller.IsSecretariat) await TellAsync("role", Ids("role"), db.Roles, db.Roles, some => some.Today(db), today => today.Role.Id, RoleResponse.Of);
        await TellRemovedAsync([.. changed.ExceptBy(_changes.Select(change => change.Id), record => record.Id)]);
        return _changes;
    }

    /// <summary>What a network sees or not because of what changed: of records whose <paramref name="by"/> is among <paramref name="changed"/>, <paramref name="of"/>.</summary>
    async Task<List<Guid>> AroundAsync<T>(IQueryable<T> records, Expression<Func<T, Guid>> of, Expression<Func<T, Guid>> by, Guid[] changed)
    {
        if (tenancy.Caller.IsSecretariat || changed.Length == 0) return [];
        Expression<Func<Guid, bool>> isAmong = id => changed.Contains(id);
        var concerned = ReplacingExpressionVisitor.Replace(isAmong.Parameters[0], by.Body, isAmong.Body);
        return await records.Where(Expression.Lambda<Func<T, bool>>(concerned, by.Parameters)).Select(of).ToListAsync(cancel);
    }

    Task TellAsync<T>(string record, Guid[] ids, IQueryable<T> seen, IQueryable<T> once, Func<T, object> show) where T : Entity =>
        TellAsync(record, ids, seen, once, some => some, one => one.Id, show);

    async Task TellAsync<T, TToday>(string record, Guid[] ids, IQueryable<T> seen, IQueryable<T> once, Func<IQueryable<T>, IQueryable<TToday>> today,
        Func<TToday, Guid> idOf, Func<TToday, object> show) where T : Entity
    {
        if (ids.Length == 0) return;
        var now = await today(seen.AsNoTracking().Where(one => ids.Contains(one.Id))).ToListAsync(cancel);
        _changes.AddRange(now.Select(one => new Change(record, idOf(one), false, show(one))));
        if (tenancy.Caller.IsSecretariat) return;
        Guid[] unseen = [.. ids.Except(now.Select(idOf))];
        if (unseen.Length == 0) return;
        var gone = await once.Where(one => unseen.Contains(one.Id)).Select(one => one.Id).ToListAsync(cancel);
        _changes.AddRange(gone.Select(id => new Change(record, id, true, null)));
    }

    async Task TellRemovedAsync(ChangedRecord[] missing)
    {
        var ids = missing.Select(record => record.Id).ToArray();
        if (ids.Length == 0) return;
        var removed = (await _once.RemovedAsync(ids, cancel)).ToHashSet();
        _changes.AddRange(missing.Where(record => removed.Contains(record.Id)).Select(record => new Change(record.Record, record.Id, true, null)));
    }
}
