namespace MayorsMechanism.Identity.Events;

/// <summary>What happened to an account, a client or a key.</summary>
public enum SecurityEventKind
{
    SignedIn,
    SignInFailed,
    LockedOut,
    SignedOut,
    RecoveryCodeUsed,
    PasswordChanged,
    TotpEnrolled,
    StaffInvited,
    InvitationAccepted,
    RoleChanged,
    StaffDisabled,
    StaffEnabled,
    PasswordReset,
    TotpReset,
    ClientCreated,
    ClientChanged,
    ClientDisabled,
    ClientEnabled,
    ClientRefused,
    SecretCreated,
    SecretFirstUsed,
    SecretRevoked,
    SigningKeyCreated,
}

/// <summary>An entry of the security log. It never holds a secret, nor what somebody typed.</summary>
sealed class SecurityEvent
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required DateTimeOffset At { get; init; }
    public required SecurityEventKind Kind { get; init; }

    /// <summary>Id of the account, client, secret or key; null when nobody is known by what was sent.</summary>
    public string? Subject { get; init; }

    /// <summary>Account or client that did it; null without a token.</summary>
    public string? Actor { get; init; }

    public string? Address { get; init; }
}
