using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Notifications.Letters;

/// <summary>Whether what a letter says still holds.</summary>
static class Overtaken
{
    /// <summary>It asks somebody to come who is not to any more, or takes back what nobody was told.</summary>
    public static async Task<bool> IsOvertakenAsync(this NotificationsDbContext db, Letter letter, DateTimeOffset now, CancellationToken cancel)
    {
        if (letter.Invites)
        {
            return letter.InvitationId is { } asked
                ? !(await db.Invitations.SingleAsync(i => i.Id == asked, cancel)).IsAsking(letter.PersonId, now)
                : !(await db.Nominations.SingleAsync(n => n.Id == letter.NominationId, cancel)).IsSeated;
        }
        if (letter.IsForAccepted)
        {
            var invitation = await db.Invitations.SingleAsync(i => i.Id == letter.InvitationId, cancel);
            // Withdrawn since, too: nobody is to come to what is cancelled.
            return invitation.ContactId != letter.PersonId
                || !(invitation.State is "accepted" || (letter.Trigger is LetterTrigger.AcceptedCancelled && invitation.State is "withdrawn"));
        }
        for (var told = letter; told.Follows is { } before;)
        {
            told = await db.Letters.SingleAsync(l => l.Id == before, cancel);
            if (told.MayHaveLeft) return false;
            if (!told.Adds && !told.IsForAccepted) break;
        }
        return true;
    }

    /// <summary>It leaves with a link to answer by.</summary>
    public static async Task<bool> AsksAsync(this NotificationsDbContext db, Letter letter, CancellationToken cancel) =>
        letter.Invites && (letter.InvitationId is not null || await db.Nominations.AnyAsync(n => n.Id == letter.NominationId && !n.Answered, cancel));

    /// <summary>A later letter about the same thing says more, or something else.</summary>
    public static Task<bool> IsFollowedAsync(this NotificationsDbContext db, Letter letter, CancellationToken cancel) => db.Letters.AnyAsync(
        later => later.NominationId == letter.NominationId && later.InvitationId == letter.InvitationId && later.Follows == letter.Id
            && later.State != LetterState.Discarded, cancel);
}
