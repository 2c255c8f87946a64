using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging.Copies;

/// <summary>Copies of records that a command names.</summary>
public static class KnownRecords
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The copy, once it is here: the record may have been made a moment ago at the service that owns it. Call it before any lock is taken.
    /// </summary>
    /// <exception cref="RuleViolation">409 <c>reference-not-yet-known</c>, with Retry-After, when it has not come within two seconds.</exception>
    public static async Task<TCopy> WaitAsync<TCopy>(
        this IQueryable<TCopy> copies, System.Linq.Expressions.Expression<Func<TCopy, bool>> which, string field, CancellationToken cancel) where TCopy : class =>
        await copies.WaitOrNullAsync(which, _ => true, cancel) ?? throw NotYet(field);

    /// <summary>409 <c>reference-not-yet-known</c>, with Retry-After: for whoever cannot wait.</summary>
    public static RuleViolation NotYet(string field) => new("reference-not-yet-known", field) { RetryAfter = 5 };

    /// <summary>The copy once it is here and <paramref name="holds"/> what is asked for; null when that has not come within two seconds.</summary>
    public static async Task<TCopy?> WaitOrNullAsync<TCopy>(
        this IQueryable<TCopy> copies, System.Linq.Expressions.Expression<Func<TCopy, bool>> which, Func<TCopy, bool> holds, CancellationToken cancel)
        where TCopy : class
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            // Untracked: a tracked one would stay as it was first read.
            if (await copies.AsNoTracking().FirstOrDefaultAsync(which, cancel) is { } copy && holds(copy)) return copy;
            if (DateTime.UtcNow > deadline) return null;
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
        }
    }
}
