using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Identity.Clients;

sealed class ClientSecret : Entity
{
    /// <summary>Starts every client secret, so that secret scanners find one that leaked.</summary>
    public const string Mark = "mms_";

    public required Guid ClientId { get; init; }

    /// <summary>The first eight characters, to tell secrets apart.</summary>
    public required string Prefix { get; init; }

    public required byte[] Hash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; private set; }
    public DateTimeOffset? LastUsedAt { get; private set; }

    public bool IsValid(DateTimeOffset now) => ExpiresAt is null || now < ExpiresAt;

    public void ExpireBy(DateTimeOffset end)
    {
        if (ExpiresAt <= end) return;
        ExpiresAt = end;
        Touch();
    }
}
