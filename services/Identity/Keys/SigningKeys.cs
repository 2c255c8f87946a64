using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using MayorsMechanism.ServiceDefaults;

namespace MayorsMechanism.Identity.Keys;

/// <summary>The stored keys, read at most every 30 seconds. A key is published far longer than that before it signs.</summary>
sealed class SigningKeys(IServiceScopeFactory scopes, SecretBox box, TimeProvider time, IConfiguration configuration)
    : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    public static readonly TimeSpan CachedFor = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim _reading = new(1);
    Known _known = new([], DateTimeOffset.MinValue);

    /// <summary>The key that signs now.</summary>
    public async Task<SigningCredentials> CurrentAsync(CancellationToken cancel)
    {
        var keys = await ReadAsync(cancel);
        var now = time.GetUtcNow();
        return new SigningCredentials(keys.Last(key => key.SignsFrom <= now).Key, SecurityAlgorithms.EcdsaSha256);
    }

    /// <summary>Every key that a token in circulation may be signed with, and the one that comes next.</summary>
    public async Task<IReadOnlyList<ECDsaSecurityKey>> PublishedAsync(CancellationToken cancel) => [.. (await ReadAsync(cancel)).Select(key => key.Key)];

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        var published = new OpenIdConnectConfiguration { Issuer = configuration.PublicOrigin() };
        foreach (var key in await PublishedAsync(cancel)) published.SigningKeys.Add(key);
        return published;
    }

    /// <summary>Does nothing: a token with an unknown key id must not cost a query each.</summary>
    public void RequestRefresh() { }

    /// <summary>Makes the next reader read again.</summary>
    public void Forget() => _known = _known with { At = DateTimeOffset.MinValue };

    async Task<Opened[]> ReadAsync(CancellationToken cancel)
    {
        if (IsFresh()) return _known.Keys;
        await _reading.WaitAsync(cancel);
        try
        {
            if (!IsFresh()) _known = new(await LoadAsync(cancel), time.GetUtcNow());
            return _known.Keys;
        }
        finally
        {
            _reading.Release();
        }
    }

    bool IsFresh() => (time.GetUtcNow() - _known.At).Duration() < CachedFor;

    /// <summary>Keys opened before are kept: the framework caches its signers by them.</summary>
    async Task<Opened[]> LoadAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var stored = await scope.ServiceProvider.GetRequiredService<IdentityDbContext>().SigningKeys.AsNoTracking()
            .OrderBy(key => key.SignsFrom).ToListAsync(cancel);
        return [.. stored.Select(key => _known.Keys.FirstOrDefault(k => k.Key.KeyId == key.Kid) ?? new Opened(key.Open(box), key.SignsFrom))];
    }

    public void Dispose() => _reading.Dispose();

    sealed record Opened(ECDsaSecurityKey Key, DateTimeOffset SignsFrom);

    sealed record Known(Opened[] Keys, DateTimeOffset At);
}
