using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Calendars;

/// <summary>A secret address at which a calendar program reads the sessions of a network or a person. The secret itself is kept nowhere.</summary>
public sealed class CalendarLink : Entity
{
    const int Bytes = 32;

    /// <summary>Whose members' sessions it shows; null when it is a person's.</summary>
    public Guid? NetworkId { get; private set; }

    /// <summary>Whose own sessions it shows; null when it is a network's.</summary>
    public Guid? PersonId { get; private set; }

    /// <summary>SHA-256 of the secret, in lower-case hexadecimal.</summary>
    public string SecretHash { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When its secret was last replaced; null when it is the first.</summary>
    public DateTimeOffset? RotatedAt { get; private set; }

    CalendarLink() { }

    public static (CalendarLink Link, string Secret) New(Guid? network, Guid? person, DateTimeOffset now)
    {
        var secret = NewSecret();
        return (new() { NetworkId = network, PersonId = person, SecretHash = HashOf(secret)!, CreatedAt = now }, secret);
    }

    /// <summary>A new secret; the one before stops at once.</summary>
    public string Rotate(DateTimeOffset now)
    {
        var secret = NewSecret();
        (SecretHash, RotatedAt) = (HashOf(secret)!, now);
        return secret;
    }

    /// <summary>Null when the text cannot be a secret of ours.</summary>
    public static string? HashOf(string secret) => Base64Url.IsValid(secret, out var length) && length == Bytes
        ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)))
        : null;

    static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
}
