using MayorsMechanism.Identity.Events;
using MayorsMechanism.Identity.Tokens;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Identity.Keys;

/// <summary>Makes the first key, the next one when the present one grows old, and deletes those that no token needs any more.</summary>
sealed class KeyRotation(
    IServiceScopeFactory scopes, SecretBox box, SigningKeys keys, SecurityLog log, TimeProvider time, IOptions<IdentityOptions> options)
{
    /// <summary>After its successor began to sign: other replicas' caches, then the longest token, then other clocks.</summary>
    static readonly TimeSpan Afterlife = SigningKeys.CachedFor + TokenWriter.ClientLifetime + TimeSpan.FromMinutes(5);

    public Task RotateIfDueAsync(CancellationToken cancel) => ChangeAsync(async db =>
    {
        var now = time.GetUtcNow();
        var stored = await db.SigningKeys.OrderBy(key => key.SignsFrom).ToListAsync(cancel);
        if (stored.Count == 0) Add(db, now);
        else if (stored[^1].SignsFrom + options.Value.KeyLifetime - options.Value.KeyNotice <= now) Add(db, now + options.Value.KeyNotice);
        db.SigningKeys.RemoveRange(stored.Zip(stored.Skip(1)).Where(pair => pair.Second.SignsFrom + Afterlife < now).Select(pair => pair.First));
    }, cancel);

    /// <summary>The next key now instead of when it is due; it too is published before it signs.</summary>
    /// <exception cref="RuleViolation"><c>rotation-under-way</c>: the next key is published already.</exception>
    public async Task<SigningKey> RotateAsync(CancellationToken cancel)
    {
        SigningKey? next = null;
        await ChangeAsync(async db =>
        {
            var now = time.GetUtcNow();
            if (await db.SigningKeys.AnyAsync(key => key.SignsFrom > now, cancel)) throw new RuleViolation("rotation-under-way");
            next = Add(db, now + options.Value.KeyNotice);
        }, cancel);
        return next!;
    }

    SigningKey Add(IdentityDbContext db, DateTimeOffset signsFrom)
    {
        var key = SigningKey.New(box, time.GetUtcNow(), signsFrom);
        db.SigningKeys.Add(key);
        log.Add(db, SecurityEventKind.SigningKeyCreated, key.Kid);
        return key;
    }

    async Task ChangeAsync(Func<IdentityDbContext, Task> change, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        await db.AloneAsync("signing-keys", async () =>
        {
            await change(db);
            return await db.SaveChangesAsync(cancel);
        }, cancel);
        keys.Forget();
    }
}
