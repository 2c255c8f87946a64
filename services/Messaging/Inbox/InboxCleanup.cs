using MayorsMechanism.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Messaging.Inbox;

/// <summary>Forgets after 30 days which messages were handled: no broker or relay repeats one after that long.</summary>
sealed class InboxCleanup<TContext>(IServiceScopeFactory scopes, ILogger<InboxCleanup<TContext>> log)
    : Periodic(TimeSpan.FromHours(1), "Old entries stay until the next hour", TimeProvider.System, log) where TContext : MessagingDbContext
{
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var old = DateTimeOffset.UtcNow.AddDays(-30);
        await scope.ServiceProvider.GetRequiredService<TContext>().Inbox.Where(entry => entry.At < old).ExecuteDeleteAsync(cancel);
    }
}
