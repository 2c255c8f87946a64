using MayorsMechanism.Identity.Events;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Identity.Sessions;

/// <summary>
/// Five failures lock an account for 15 minutes. An attempt is paid for before it is looked at, and in a transaction of its own: guesses sent at
/// the same moment, or inside a request that is rolled back, count as well.
/// </summary>
sealed class SignInAttempts(IServiceScopeFactory scopes, SecurityLog log, TimeProvider time)
{
    public const int Allowed = 5;
    public static readonly TimeSpan Lockout = TimeSpan.FromMinutes(15);

    /// <summary>False while the account is locked.</summary>
    public async Task<bool> TakeAsync(Guid account, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = time.GetUtcNow();
        DateTimeOffset? until = now + Lockout;
        return await scope.ServiceProvider.GetRequiredService<IdentityDbContext>().Staff
            .Where(a => a.Id == account && (a.LockedUntil == null || a.LockedUntil <= now))
            .ExecuteUpdateAsync(set => set
                .SetProperty(a => a.FailedAttempts, a => a.LockedUntil == null ? a.FailedAttempts + 1 : 1)
                .SetProperty(a => a.LockedUntil, a => a.LockedUntil == null && a.FailedAttempts + 1 >= Allowed ? until : null), cancel) == 1;
    }

    /// <summary>The attempt was no guess: the password was right and only the code is still to come.</summary>
    public async Task GiveBackAsync(Guid account)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IdentityDbContext>().Staff.Where(a => a.Id == account && a.FailedAttempts > 0)
            .ExecuteUpdateAsync(set => set
                .SetProperty(a => a.FailedAttempts, a => a.FailedAttempts - 1)
                .SetProperty(a => a.LockedUntil, (DateTimeOffset?)null), CancellationToken.None);
    }

    /// <summary>The attempt succeeded. Part of the caller's own transaction.</summary>
    public static Task ClearAsync(IdentityDbContext db, Guid account, CancellationToken cancel) =>
        db.Staff.Where(a => a.Id == account).ExecuteUpdateAsync(set => set
            .SetProperty(a => a.FailedAttempts, 0).SetProperty(a => a.LockedUntil, (DateTimeOffset?)null), cancel);

    /// <summary>The attempt failed: into the security log with it, and the lockout that it may have brought about.</summary>
    /// <param name="account">Null when nobody is known by what was sent.</param>
    /// <param name="taken">What <see cref="TakeAsync"/> said.</param>
    public async Task FailAsync(Guid? account, bool taken)
    {
        await log.WriteAsync(SecurityEventKind.SignInFailed, account?.ToString());
        if (!taken) return;
        await using var scope = scopes.CreateAsyncScope();
        var locked = await scope.ServiceProvider.GetRequiredService<IdentityDbContext>().Staff.AnyAsync(a => a.Id == account && a.LockedUntil != null);
        if (locked) await log.WriteAsync(SecurityEventKind.LockedOut, account?.ToString());
    }
}
