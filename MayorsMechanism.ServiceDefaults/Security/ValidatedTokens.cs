using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Caching.Memory;

namespace MayorsMechanism.ServiceDefaults.Security;

/// <summary>
/// Principals of tokens validated a moment ago, by the token's SHA-256: at most 60 s, never past its expiry, at most 10,000.
/// A request is checked at the gateway and at the service; two ES256 verifications would cost more than the work itself.
/// </summary>
sealed class ValidatedTokens(TimeProvider time) : IDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    readonly MemoryCache _principals = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public JwtBearerEvents Events => new() { OnMessageReceived = UseCached, OnTokenValidated = Remember };

    Task UseCached(MessageReceivedContext context)
    {
        if (Token(context.Request.Headers.Authorization) is { } token && _principals.TryGetValue(Key(token), out Entry? entry)
            && time.GetUtcNow() < entry!.Until)
        {
            context.Principal = entry.Principal;
            context.Success();
        }
        return Task.CompletedTask;
    }

    Task Remember(TokenValidatedContext context)
    {
        var until = time.GetUtcNow() + Longest;
        if (context.SecurityToken.ValidTo < until) until = context.SecurityToken.ValidTo;
        if (Token(context.Request.Headers.Authorization) is { } token)
        {
            _principals.Set(Key(token), new Entry(context.Principal!, until), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = until });
        }
        return Task.CompletedTask;
    }

    static string? Token(string? authorization) =>
        authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) is true ? authorization["Bearer ".Length..].Trim() : null;

    static string Key(string token) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public void Dispose() => _principals.Dispose();

    sealed record Entry(ClaimsPrincipal Principal, DateTimeOffset Until);
}
