using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>Deletes answers past their 24 hours, once an hour. Any number of replicas may do it.</summary>
sealed class IdempotencyCleanup<TContext>(IServiceScopeFactory scopes, TimeProvider time, ILogger<IdempotencyCleanup<TContext>> log)
    : BackgroundService where TContext : ServiceDbContext
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var expired = time.GetUtcNow() - Idempotency.Lifetime;
                await scope.ServiceProvider.GetRequiredService<TContext>().IdempotentAnswers
                    .Where(a => a.CreatedAt < expired).ExecuteDeleteAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "Expired answers stay until the next hour");
            }
        }
    }
}
