using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Notifications.Letters;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>Minted just before a letter leaves. The token is in that letter and nowhere else.</summary>
sealed class OneTimeLink(Letter letter, DateTimeOffset now, Proofs proofs)
{
    static readonly TimeSpan Shortest = TimeSpan.FromDays(30);

    readonly string _token = LinkToken.Mint(PurposeOf(letter), now, proofs);

    public string At(string origin) => $"{origin}/r/{_token}";

    /// <summary>What a kept letter shows in its place.</summary>
    public static string Dead(string origin) => $"{origin}/r/not-kept";

    public LinkIssued Issue() => new()
    {
        TokenHash = LinkToken.HashOf(_token, PurposeOf(letter))!,
        Purpose = PurposeOf(letter),
        RecordId = (letter.InvitationId ?? letter.NominationId)!.Value,
        PersonId = letter.PersonId,
        ExpiresAt = LaterOf(now + Shortest, letter.Occasion switch
        {
            // Longer than an answer is taken: until then its page says that the time is over.
            { Deadline: { } deadline } => deadline + Shortest,
            // The day after the session has ended everywhere.
            var occasion => new DateTimeOffset(occasion.Date!.Value.AddDays(2), TimeOnly.MinValue, TimeSpan.Zero),
        }),
    };

    static string PurposeOf(Letter letter) => letter.InvitationId is null ? LinkToken.AnswerNomination : LinkToken.AnswerInvitation;

    static DateTimeOffset LaterOf(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
