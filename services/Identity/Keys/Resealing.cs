using MayorsMechanism.Identity.Sessions;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Identity.Keys;

/// <summary>
/// At each start: what the other sealing key sealed is sealed with the present one. A row that changes meanwhile keeps its change; another replica's
/// start, or the next one, finds it.
/// </summary>
static class Resealing
{
    public static async Task ResealAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var box = scope.ServiceProvider.GetRequiredService<SecretBox>();
        var cancel = app.Lifetime.ApplicationStopping;

        foreach (var key in await db.SigningKeys.AsNoTracking().ToListAsync(cancel))
        {
            if (box.Renew(key.PrivateKey, SigningKey.Purpose(key.Kid)) is { } renewed)
                await db.SigningKeys.Where(row => row.Kid == key.Kid).ExecuteUpdateAsync(set => set.SetProperty(row => row.PrivateKey, renewed), cancel);
        }
        foreach (var account in await db.Staff.AsNoTracking().Where(account => account.TotpKey != null || account.PendingTotpKey != null).ToListAsync(cancel))
        {
            if (account.TotpKey is { } used && box.Renew(used, SecondFactor.Purpose(account)) is { } renewed)
                await db.Staff.Where(row => row.Id == account.Id && row.TotpKey == used)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.TotpKey, renewed), cancel);
            if (account.PendingTotpKey is { } shown && box.Renew(shown, SecondFactor.Purpose(account)) is { } other)
                await db.Staff.Where(row => row.Id == account.Id && row.PendingTotpKey == shown)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.PendingTotpKey, other), cancel);
        }
    }
}
