using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Invitations;

/// <summary>Invites any number of organisations to one thing: all of them, or none and an error for each that cannot be.</summary>
sealed class Inviting
{
    readonly ConsultationsDbContext _db;
    readonly Guid _consultation;
    readonly Guid? _session;
    readonly DateTimeOffset _deadline;

    Inviting(ConsultationsDbContext db, Guid consultation, Guid? session, DateTimeOffset deadline) =>
        (_db, _consultation, _session, _deadline) = (db, consultation, session, deadline);

    /// <exception cref="ShapeException">There is no such consultation or session.</exception>
    public static async Task<Inviting> ToAsync(
        Guid consultation, Guid? session, DateTimeOffset deadline, string consultationField, string sessionField, ConsultationsDbContext db, CancellationToken cancel)
    {
        if (!await db.Consultations.AnyAsync(c => c.Id == consultation, cancel)) throw new ShapeException(consultationField, "unknown-consultation");
        if (session is { } id)
        {
            if (!await db.Sessions.AnyAsync(s => s.Id == id && s.ConsultationId == consultation, cancel)) throw new ShapeException(sessionField, "unknown-session");
        }
        return new(db, consultation, session, deadline);
    }

    /// <param name="organisations">Each with the field that names it.</param>
    /// <param name="cancel">Stops it; nobody is invited then.</param>
    /// <exception cref="RuleViolation">The session was held or cancelled.</exception>
    public Task<IReadOnlyList<Invitation>> InviteAsync(IReadOnlyList<(Guid Id, string Field)> organisations, CancellationToken cancel) =>
        _db.InTransactionAsync<IReadOnlyList<Invitation>>(async () =>
        {
            // Locked, so that a cancellation comes before and refuses this, or after and takes the invitations with it.
            if (_session is { } session) (await _db.LockSessionAsync(session, cancel))!.RequireAhead();
            await RequireInvitableAsync(organisations, cancel);
            Invitation[] invited = [.. organisations.Select(organisation => new Invitation(_consultation, _session, organisation.Id, _deadline))];
            _db.AddRange(invited);
            await _db.SaveChangesAsync(cancel);
            return invited;
        }, cancel);

    async Task RequireInvitableAsync(IReadOnlyList<(Guid Id, string Field)> organisations, CancellationToken cancel)
    {
        var ids = organisations.Select(organisation => organisation.Id).Distinct().ToArray();
        var active = await _db.OrganisationCopies.AsNoTracking().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.IsActive, cancel);
        var already = await _db.Invitations.Where(i => i.ConsultationId == _consultation && i.SessionId == _session && i.State != InvitationState.Withdrawn
            && ids.Contains(i.OrganisationId)).Select(i => i.OrganisationId).ToListAsync(cancel);
        var seen = new HashSet<Guid>();
        var errors = organisations
            .Select(organisation => (organisation.Field, Error: !active.TryGetValue(organisation.Id, out var isActive) ? "unknown-organisation"
                : !isActive ? "organisation-not-active"
                : already.Contains(organisation.Id) ? "already-invited"
                : seen.Add(organisation.Id) ? null : "organisation-twice"))
            .Where(row => row.Error is not null).ToDictionary(row => row.Field, row => new[] { row.Error! });
        if (errors.Count > 0) throw new ShapeException(errors);
    }
}
