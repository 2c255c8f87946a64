using MayorsMechanism.Identity.Staff;

namespace MayorsMechanism.Identity.Sessions;

/// <summary>A sign-in at the console. Its id in the browser's cookie is a secret; only the hash is here. It ends by being deleted.</summary>
sealed class Session
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid AccountId { get; init; }
    public StaffAccount? Account { get; init; }
    public required byte[] Hash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset LastUsedAt { get; set; }

    public string? Address { get; init; }

    public bool IsLive(DateTimeOffset now, IdentityOptions options) =>
        now < ExpiresAt && now < LastUsedAt + options.SessionIdle && Account is { Disabled: false };
}
