using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Messaging.Inbox;

/// <summary>Forgets after 30 days which messages were handled: no broker or relay repeats one after that long.</summary>
sealed class InboxCleanup<TContext>(IServiceScopeFactory scopes, ILogger<InboxCleanup<TContext>> log) : BackgroundService where TContext : MessagingDbContext
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var old = DateTimeOffset.UtcNow.AddDays(-30);
                await scope.ServiceProvider.GetRequiredService<TContext>().Inbox.Where(entry => entry.At < old).ExecuteDeleteAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "Old entries stay until the next hour");
            }
        }
    }
}
