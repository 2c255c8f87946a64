using MayorsMechanism.Identity.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MayorsMechanism.Identity;

/// <summary>Rotates signing keys when due and deletes what has ended. Any number of replicas may do it.</summary>
sealed class Housekeeping(
    KeyRotation rotation, IServiceScopeFactory scopes, TimeProvider time, IOptions<IdentityOptions> options, ILogger<Housekeeping> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(5), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await rotation.RotateIfDueAsync(stoppingToken);
                await DeleteEndedAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "Housekeeping failed; it is tried again in five minutes");
            }
        }
    }

    async Task DeleteEndedAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var now = time.GetUtcNow();
        var (idle, old) = (now - options.Value.SessionIdle, now - options.Value.EventRetention);
        await db.Sessions.Where(session => session.ExpiresAt < now || session.LastUsedAt < idle).ExecuteDeleteAsync(cancel);
        await db.ClientSecrets.Where(secret => secret.ExpiresAt < now).ExecuteDeleteAsync(cancel);
        await db.Events.Where(entry => entry.At < old).ExecuteDeleteAsync(cancel);
    }
}
