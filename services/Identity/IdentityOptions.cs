using MayorsMechanism.Identity.Staff;

namespace MayorsMechanism.Identity;

/// <summary>The section <c>Identity</c> of the configuration.</summary>
sealed class IdentityOptions
{
    /// <summary>What private signing keys and TOTP keys are sealed with: at least 32 characters, the same on every replica.</summary>
    public string SealingKey { get; set; } = "";

    /// <summary>While the sealing key is changed, the next one and then the former one: it opens, and never seals.</summary>
    public string? OtherSealingKey { get; set; }

    /// <summary>How long a signing key signs.</summary>
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a signing key is published before it signs, so that every cache has it by then.</summary>
    public TimeSpan KeyNotice { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A session unused for so long has ended.</summary>
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromHours(8);

    /// <summary>A session this old has ended, used or not.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long an invitation or a reset may wait for its owner: 24 to 72 hours.</summary>
    public TimeSpan InvitationLifetime { get; set; } = TimeSpan.FromHours(72);

    /// <summary>How long security events are kept.</summary>
    public TimeSpan EventRetention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>The account made at first start, when there is none.</summary>
    public string? AdministratorEmail { get; set; }

    public string? AdministratorPassword { get; set; }

    /// <summary>Accounts made at any start that does not find them. A published deployment has none.</summary>
    public IReadOnlyList<ReadyAccount> ReadyAccounts { get; set; } = [];
}
