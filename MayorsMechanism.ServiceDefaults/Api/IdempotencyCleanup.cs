using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>Deletes answers past their 24 hours, once an hour. Any number of replicas may do it.</summary>
sealed class IdempotencyCleanup<TContext>(IServiceScopeFactory scopes, TimeProvider time, ILogger<IdempotencyCleanup<TContext>> log)
    : Periodic(TimeSpan.FromHours(1), "Expired answers stay until the next hour", time, log) where TContext : ServiceDbContext
{
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var expired = Time.GetUtcNow() - Idempotency.Lifetime;
        await scope.ServiceProvider.GetRequiredService<TContext>().IdempotentAnswers.Where(a => a.CreatedAt < expired).ExecuteDeleteAsync(cancel);
    }
}
