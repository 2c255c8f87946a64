using System.Threading.RateLimiting;

namespace MayorsMechanism.Identity.Tokens;

/// <summary>
/// Wrong secrets per client id: ten a minute are answered and logged, the rest only turned away. The right secret is always let in, so nobody can
/// lock a client out. Guessing 256 bits is hopeless anyway; this keeps the security log readable. Each replica counts for itself.
/// </summary>
sealed class FailedClients : IDisposable
{
    readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(id =>
        RateLimitPartition.GetFixedWindowLimiter(id, _ => new() { PermitLimit = 10, Window = TimeSpan.FromMinutes(1) }));

    /// <summary>False when this id has failed too often within the minute.</summary>
    public bool Count(string clientId)
    {
        using var lease = _limiter.AttemptAcquire(clientId);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
