using MayorsMechanism.Consultations.Invitations;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Sessions;

/// <summary>What ends with a session. Whoever calls holds its lock: nobody is invited or called on meanwhile, but somebody may answer.</summary>
static class SessionEnd
{
    /// <summary>Nobody is asked for them any more, and nobody speaks there.</summary>
    public static async Task EndCancelledAsync(this ConsultationsDbContext db, Guid[] sessions, CancellationToken cancel)
    {
        await db.CloseCallsAsync(sessions, cancel);
        foreach (var invitation in (await db.TellInvitedAsync(sessions, cancel)).Where(invitation => invitation.State is InvitationState.Open)) invitation.Lapse();
        db.RemoveRange(await db.Slots.Where(slot => sessions.Contains(slot.SessionId)).ToListAsync(cancel));
    }

    public static async Task CloseCallsAsync(this ConsultationsDbContext db, Guid[] sessions, CancellationToken cancel)
    {
        var calls = await db.Calls.FromSql($"SELECT * FROM calls WHERE session_id = ANY ({sessions}) AND state = 'open' ORDER BY id FOR NO KEY UPDATE")
            .ToListAsync(cancel);
        foreach (var call in calls)
        {
            call.Touch();
            call.End();
        }
    }

    /// <summary>
    /// Tells anew of invitations that wait for an answer or were accepted: Notifications knows what was said last of the day and the hour. Answers
    /// that were given stay.
    /// </summary>
    public static async Task<IReadOnlyList<Invitation>> TellInvitedAsync(this ConsultationsDbContext db, Guid[] sessions, CancellationToken cancel)
    {
        var invitations = await db.Invitations
            .FromSql($"SELECT * FROM invitations WHERE session_id = ANY ({sessions}) AND state IN ('open', 'accepted') ORDER BY id FOR NO KEY UPDATE").ToListAsync(cancel);
        var organisations = invitations.Select(invitation => invitation.OrganisationId).ToArray();
        // The events name them.
        await db.OrganisationCopies.Where(o => organisations.Contains(o.Id)).LoadAsync(cancel);
        foreach (var invitation in invitations) invitation.Touch();
        return invitations;
    }
}
