using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Links;

/// <summary>The one-time links that were told of.</summary>
sealed class KnownLinks(ConsultationsDbContext db, Proofs proofs, TimeProvider clock)
{
    /// <summary>What is not here is not waited for, unless its letter went out a moment ago: anybody may ask, as often as they like.</summary>
    /// <exception cref="ProblemException">404 <c>link-unknown</c>.</exception>
    public async Task<OneTimeLink> FindAsync(string token, string purpose, CancellationToken cancel)
    {
        if (LinkToken.HashOf(token, purpose) is not { } hash) throw Unknown();
        var link = LinkToken.IsNew(token, purpose, clock.GetUtcNow(), proofs)
            ? await db.Links.WaitOrNullAsync(l => l.TokenHash == hash && l.Purpose == purpose, _ => true, cancel)
            : await db.Links.AsNoTracking().SingleOrDefaultAsync(l => l.TokenHash == hash && l.Purpose == purpose, cancel);
        return link ?? throw Unknown();
    }

    /// <summary>As it is now: nobody else uses it before the transaction ends.</summary>
    public Task<OneTimeLink> LockAsync(OneTimeLink found, CancellationToken cancel) =>
        db.Links.FromSql($"SELECT * FROM one_time_links WHERE token_hash = {found.TokenHash} FOR UPDATE").SingleAsync(cancel);

    static ProblemException Unknown() => new(404, "link-unknown");
}
