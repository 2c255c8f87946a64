using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Links;

static class LinkQueries
{
    /// <summary>Its event may be a moment behind the letter.</summary>
    /// <exception cref="ProblemException">404 <c>link-unknown</c>.</exception>
    public static async Task<OneTimeLink> FindLinkAsync(this ConsultationsDbContext db, string token, string purpose, CancellationToken cancel) =>
        OneTimeLink.HashOf(token, purpose) is { } hash
            && await db.Links.WaitOrNullAsync(l => l.TokenHash == hash && l.Purpose == purpose, _ => true, cancel) is { } link
            ? link
            : throw new ProblemException(404, "link-unknown");

    /// <summary>As it is now: nobody else uses it before the transaction ends.</summary>
    public static Task<OneTimeLink> LockLinkAsync(this ConsultationsDbContext db, OneTimeLink found, CancellationToken cancel) =>
        db.Links.FromSql($"SELECT * FROM nomination_links WHERE token_hash = {found.TokenHash} FOR UPDATE").SingleAsync(cancel);
}
