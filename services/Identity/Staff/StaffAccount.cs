using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Identity.Staff;

sealed class StaffAccount : Entity
{
    string _email = "";

    /// <summary>In lower case: no two accounts differ by case alone.</summary>
    public required string Email { get => _email; init => _email = Normalise(value); }

    public required string Name { get; set; }
    public required StaffRole Role { get; set; }
    public required StaffOrganisation Organisation { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public string? CreatedBy { get; init; }
    public bool Disabled { get; set; }
    public DateTimeOffset? LastSignInAt { get; private set; }

    /// <summary>Null until the invitation is accepted, and after a reset.</summary>
    public string? PasswordHash { get; private set; }

    public bool MustChangePassword { get; set; }

    public byte[]? InvitationHash { get; private set; }
    public DateTimeOffset? InvitationExpiresAt { get; private set; }

    /// <summary>Sealed. Set once a code has proved that the authenticator holds it.</summary>
    public byte[]? TotpKey { get; private set; }

    /// <summary>Sealed. Shown, not yet proved.</summary>
    public byte[]? PendingTotpKey { get; private set; }

    /// <summary>The time step of the last code that was accepted: none counts twice.</summary>
    public long LastTotpStep { get; private set; }

    /// <summary>Attempts since the last success or lockout; see <see cref="Sessions.SignInAttempts"/>.</summary>
    public int FailedAttempts { get; private set; }

    public DateTimeOffset? LockedUntil { get; private set; }

    /// <summary>Whether the account may do more than look after itself.</summary>
    public bool IsReady => TotpKey is not null && !MustChangePassword;

    public bool CanAdminister => Role is StaffRole.Administrator && !Disabled && PasswordHash is not null;

    public static string Normalise(string email) => email.Trim().ToLowerInvariant();

    /// <summary>Nobody gets in until this secret and a new password have come back.</summary>
    public void Invite(string secret, DateTimeOffset expiresAt)
    {
        PasswordHash = null;
        InvitationHash = Secret.Hash(secret);
        InvitationExpiresAt = expiresAt;
    }

    public void SetPassword(string hash)
    {
        PasswordHash = hash;
        InvitationHash = null;
        InvitationExpiresAt = null;
    }

    public void BeginTotp(byte[] sealedKey) => PendingTotpKey = sealedKey;

    public void ConfirmTotp(long step)
    {
        (TotpKey, PendingTotpKey, LastTotpStep) = (PendingTotpKey, null, step);
    }

    public void ForgetTotp() => (TotpKey, PendingTotpKey) = (null, null);
}
