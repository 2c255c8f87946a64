using System.Diagnostics;
using MassTransit;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Messaging.Failures;

/// <summary>
/// Ends the way of a message that cannot be consumed: into the failures table, then it is acknowledged. When that cannot be written either,
/// the message goes back to its queue.
/// </summary>
sealed class KeepFailure<TContext>(IServiceScopeFactory scopes, ILogger log) : IFilter<ExceptionReceiveContext>, IFilter<ReceiveContext>
    where TContext : MessagingDbContext
{
    const string FirstQueue = "x-first-death-queue";
    const string FirstReason = "x-first-death-reason";

    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        var cause = context.Exception.GetBaseException();
        await KeepAsync(context, $"{cause.GetType().Name}: {cause.Message}");
        // Else what could not even be read would pass for a message without a consumer, too.
        if (!context.IsFaulted) await context.NotifyFaulted(context.Exception);
    }

    /// <summary>No consumer takes it: it is of a type that this release does not know, or the broker gave up on it.</summary>
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => KeepAsync(context, "No consumer takes this type of message.");

    Task KeepAsync(ReceiveContext context, string reason) => context.TransportHeaders.Get<string>(FirstQueue) is { } queue
        ? KeepAsync(context, queue, $"The broker gave up ({context.TransportHeaders.Get<string>(FirstReason)}): each delivery ended without an answer.")
        : KeepAsync(context, context.InputAddress.AbsolutePath.Split('/')[^1], reason);

    /// <summary>However long the database is away: the message stays unacknowledged meanwhile.</summary>
    async Task KeepAsync(ReceiveContext context, string queue, string reason)
    {
        while (true)
        {
            try
            {
                await WriteAsync(context, queue, reason);
                return;
            }
            catch (Exception e) when (Passing.Is(e))
            {
                await Task.Delay(TimeSpan.FromSeconds(1), context.CancellationToken);
            }
        }
    }

    async Task WriteAsync(ReceiveContext context, string queue, string reason)
    {
        var body = context.Body.GetBytes();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(context.CancellationToken);
        await AdvisoryLock.TakeAsync(db, "failures", context.CancellationToken);
        // Of an erased record nothing is kept, not even what failed, but for the word of the erasure itself.
        var contract = Envelope.ContractOf(body);
        var named = contract is not (nameof(PersonErased) or nameof(PersonErasureCompleted)) && await db.Database.SqlQuery<bool>($"""
            SELECT EXISTS (SELECT FROM tombstones WHERE position(convert_to(record_id::text, 'UTF8') IN {body}) > 0) AS "Value"
            """).SingleAsync(context.CancellationToken);
        if (named)
        {
            log.LogWarning("A message on {Queue} failed and names an erased record: it is dropped", queue);
            return;
        }
        db.Failures.Add(new FailedMessage
        {
            Queue = queue,
            Contract = contract,
            Reason = reason,
            Body = body,
            ContentType = context.ContentType?.MediaType ?? "application/octet-stream",
            FailedAt = DateTimeOffset.UtcNow,
            TraceParent = Activity.Current?.Id,
        });
        await db.SaveChangesAsync(context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
        log.LogError("A message on {Queue} failed and waits for a replay: {Reason}", queue, reason);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("keep-failure");
}

/// <summary>The JSON around each message.</summary>
static class Envelope
{
    /// <summary>The contract's name, of a bundle that of its events, or null when the body is no envelope.</summary>
    public static string? ContractOf(byte[] body)
    {
        try
        {
            using var json = System.Text.Json.JsonDocument.Parse(body);
            return json.RootElement.GetProperty("messageType")[0].GetString()?.Split(':')[^1].TrimEnd(']');
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
