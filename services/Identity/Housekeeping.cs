using MayorsMechanism.Identity.Keys;
using MayorsMechanism.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Identity;

/// <summary>Rotates signing keys when due and deletes what has ended. Any number of replicas may do it.</summary>
sealed class Housekeeping(
    KeyRotation rotation, IServiceScopeFactory scopes, TimeProvider time, IOptions<IdentityOptions> options, ILogger<Housekeeping> log)
    : Periodic(TimeSpan.FromMinutes(5), "Housekeeping failed; it is tried again in five minutes", time, log)
{
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        await rotation.RotateIfDueAsync(cancel);
        await DeleteEndedAsync(cancel);
    }

    async Task DeleteEndedAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var now = Time.GetUtcNow();
        var (idle, old) = (now - options.Value.SessionIdle, now - options.Value.EventRetention);
        await db.Sessions.Where(session => session.ExpiresAt < now || session.LastUsedAt < idle).ExecuteDeleteAsync(cancel);
        await db.ClientSecrets.Where(secret => secret.ExpiresAt < now).ExecuteDeleteAsync(cancel);
        await db.Events.Where(entry => entry.At < old).ExecuteDeleteAsync(cancel);
    }
}
