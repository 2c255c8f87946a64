using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Notifications.Letters;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>256 random bits, minted just before a letter leaves. The token is in that letter and nowhere else.</summary>
sealed class OneTimeLink(Letter letter)
{
    static readonly TimeSpan Shortest = TimeSpan.FromDays(30);

    // The prefix tells the pages behind /r/ whose it is.
    readonly string _token = (letter.InvitationId is null ? "n-" : "i-") + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public string At(string origin) => $"{origin}/r/{_token}";

    /// <summary>What a kept letter shows in its place.</summary>
    public static string Dead(string origin) => $"{origin}/r/not-kept";

    public LinkIssued Issue(DateTimeOffset now) => new()
    {
        TokenHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_token))),
        Purpose = letter.InvitationId is null ? "answer-nomination" : "answer-invitation",
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

    static DateTimeOffset LaterOf(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
