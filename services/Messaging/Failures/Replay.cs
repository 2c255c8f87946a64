using Microsoft.EntityFrameworkCore;
using RabbitMQ.Client;

namespace MayorsMechanism.Messaging.Failures;

/// <summary>Puts a failed message back on its queue.</summary>
static class Replay
{
    /// <summary>The row goes when the broker has the message: a crash in between puts it there twice, which does no harm.</summary>
    /// <returns>False: somebody else did it already.</returns>
    public static async Task<bool> RunAsync<TContext>(TContext db, Guid id, Func<IConnection> broker, CancellationToken cancel) where TContext : MessagingDbContext
    {
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        var failed = await db.Failures.FromSql($"SELECT * FROM failures WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancel);
        if (failed is null) return false;
        await using var channel = await broker().CreateChannelAsync(new CreateChannelOptions(true, true), cancel);
        var properties = new BasicProperties { ContentType = failed.ContentType, DeliveryMode = DeliveryModes.Persistent };
        await channel.BasicPublishAsync("", failed.Queue, mandatory: true, properties, failed.Body, cancel);
        db.Remove(failed);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }
}
