using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Notifications.Letters;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>256 random bits, minted just before a letter leaves. The token is in that letter and nowhere else.</summary>
sealed class OneTimeLink
{
    static readonly TimeSpan Shortest = TimeSpan.FromDays(30);

    // The prefix tells the pages behind /r/ whose it is: a nomination's.
    readonly string _token = "n-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public string At(string origin) => $"{origin}/r/{_token}";

    /// <summary>What a kept letter shows in its place.</summary>
    public static string Dead(string origin) => $"{origin}/r/not-kept";

    /// <summary>Valid until the day after the session has ended everywhere, at least for 30 days.</summary>
    public LinkIssued ToAnswer(Letter letter, DateTimeOffset now)
    {
        var dayAfter = new DateTimeOffset(letter.Occasion.Date.AddDays(2), TimeOnly.MinValue, TimeSpan.Zero);
        return new LinkIssued
        {
            TokenHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_token))),
            Purpose = "answer-nomination",
            RecordId = letter.NominationId,
            PersonId = letter.PersonId,
            ExpiresAt = dayAfter > now + Shortest ? dayAfter : now + Shortest,
        };
    }
}
