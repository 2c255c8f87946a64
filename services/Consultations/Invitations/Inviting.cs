using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Invitations;

/// <summary>An organisation to invite.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Field">The field that names it.</param>
/// <param name="Contact">Who is written to, if somebody is named.</param>
/// <param name="ContactField">The field that names them.</param>
sealed record Guest(Guid Id, string Field, Guid? Contact, string ContactField);

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

    /// <param name="guests">Whom to invite.</param>
    /// <param name="today">The day on which somebody is a focal point.</param>
    /// <param name="cancel">Stops it; nobody is invited then.</param>
    /// <exception cref="RuleViolation">The session was held or cancelled.</exception>
    public Task<IReadOnlyList<Invitation>> InviteAsync(IReadOnlyList<Guest> guests, DateOnly today, CancellationToken cancel) =>
        _db.InTransactionAsync<IReadOnlyList<Invitation>>(async () =>
        {
            var contacts = await Contacts.LockAsync(guests.Select(guest => (guest.Id, guest.Contact)), today, _db, cancel);
            // Locked, so that a cancellation comes before and refuses this, or after and takes the invitations with it.
            if (_session is { } session) (await _db.LockSessionAsync(session, cancel))!.RequireAhead();
            await RequireInvitableAsync(guests, contacts, cancel);
            Invitation[] invited = [.. guests.Select(guest => new Invitation(_consultation, _session, guest.Id, _deadline, contacts.Of(guest.Id, guest.Contact)))];
            _db.AddRange(invited);
            await _db.SaveChangesAsync(cancel);
            return invited;
        }, cancel);

    async Task RequireInvitableAsync(IReadOnlyList<Guest> guests, Contacts contacts, CancellationToken cancel)
    {
        var ids = guests.Select(guest => guest.Id).Distinct().ToArray();
        // Tracked: the events name them.
        var known = await _db.OrganisationCopies.Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.IsActive, cancel);
        var already = await _db.Invitations.Where(i => i.ConsultationId == _consultation && i.SessionId == _session && i.State != InvitationState.Withdrawn
            && ids.Contains(i.OrganisationId)).Select(i => i.OrganisationId).ToListAsync(cancel);
        var seen = new HashSet<Guid>();
        string? WhyNot(Guest guest) => !known.TryGetValue(guest.Id, out var isActive) ? "unknown-organisation"
            : !isActive ? "organisation-not-active"
            : already.Contains(guest.Id) ? "already-invited"
            : seen.Add(guest.Id) ? null : "organisation-twice";

        var errors = guests.Select(guest => (guest.Field, Error: WhyNot(guest)))
            .Concat(guests.Where(guest => guest.Contact is { } contact && known.ContainsKey(guest.Id) && !contacts.Has(guest.Id, contact))
                .Select(guest => (Field: guest.ContactField, Error: (string?)"contact-of-another")))
            .Where(row => row.Error is not null).DistinctBy(row => row.Field).ToDictionary(row => row.Field, row => new[] { row.Error! });
        if (errors.Count > 0) throw new ShapeException(errors);
    }
}
