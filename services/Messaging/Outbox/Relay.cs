using System.Data;
using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using MayorsMechanism.Messaging.Bulk;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MayorsMechanism.Messaging.Outbox;

/// <summary>
/// Publishes what the outbox holds. Rows are claimed by deleting them in a transaction that commits after the broker's confirms: a relay
/// that dies in between leaves them to be published again under the same message id. Any number of relays may run; no order is promised.
/// What was written in bulk goes in bundles, after what was not, and no faster than it is taken.
/// </summary>
sealed class Relay(NpgsqlDataSource database, IBusControl bus, Flow flow, Wakeup wakeup, ILogger<Relay> log) : Worker(wakeup.On(Work.Outbox), log)
{
    const int Batch = 200;
    const int BulkBatch = 2 * Bundle.Most;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Later = TimeSpan.FromMinutes(1); // Beyond what clocks may differ by, see below.
    static readonly TimeSpan WhileFull = TimeSpan.FromMilliseconds(50);
    static readonly ActivitySource Source = new("MayorsMechanism.Messaging");
    NpgsqlConnection? _connection;

    static readonly Dictionary<string, Type> Contracts = typeof(IRecordEvent).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(IRecordEvent).Namespace && !type.IsInterface).ToDictionary(type => type.Name);

    bool IsHeard => bus.CheckHealth().Status is BusHealthStatus.Healthy;

    // To ask the bus costs nothing.
    protected override TimeSpan Poll => IsHeard ? base.Poll : TimeSpan.FromMilliseconds(250);

    protected override async Task<bool> WorkAsync(CancellationToken cancel)
    {
        // Claimed rows are locked, and an erasure waits for them: none is claimed while the broker is known to be away.
        if (!IsHeard) return false;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        var connection = await ConnectAsync(patience.Token);
        if (await SendAsync(connection, Batch, bulk: false, patience.Token) == Batch) return true;
        if (!await HoldsBulkAsync(connection, patience.Token)) return false;
        var start = Stopwatch.GetTimestamp();
        var sent = await flow.IsOpenAsync(patience.Token) ? await SendAsync(connection, BulkBatch, bulk: true, patience.Token) : 0;
        // It rests as long as it worked: those who use the system come first. None may be another replica's.
        await Task.Delay(sent > 0 ? Stopwatch.GetElapsedTime(start) : WhileFull, cancel);
        return true;
    }

    /// <returns>How many were claimed.</returns>
    async Task<int> SendAsync(NpgsqlConnection connection, int most, bool bulk, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var claimed = await ClaimAsync(connection, most, bulk, cancel);
        if (claimed.Count == 0) return 0;
        var read = claimed.Select(message => (Message: message, Content: Read(message))).ToLookup(each => each.Content is not null);
        await Task.WhenAll(bulk ? Bundles(read[true]!).Select(each => PublishAsync(each.Content, each.Message.TraceParent, null, cancel))
            : read[true].Select(each => PublishAsync(each.Content!, each.Message.TraceParent, each.Message.Id, cancel)));
        foreach (var (message, _) in read[false]) await PutOffAsync(message, connection, cancel);
        await transaction.CommitAsync(cancel);
        return claimed.Count;
    }

    /// <summary>Of one contract and one trace each, with a message that is among them.</summary>
    static IEnumerable<(OutboxMessage Message, object Content)> Bundles(IEnumerable<(OutboxMessage Message, object Content)> events) => events
        .GroupBy(each => (Contract: each.Content.GetType(), each.Message.TraceParent))
        .SelectMany(alike => Bundle.Of(alike.Key.Contract, alike.Select(each => (each.Message.Id, each.Content))).Select(bundle => (alike.First().Message, bundle)));

    static async Task<bool> HoldsBulkAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM outbox WHERE bulk AND created_at < now() + interval '30 seconds')", connection);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Its own for as long as it lasts: when requests use up the pool, what they have written is still sent.</summary>
    async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancel)
    {
        if (_connection is { FullState: not ConnectionState.Open } broken) await broken.DisposeAsync();
        else if (_connection is not null) return _connection;
        return _connection = await database.OpenConnectionAsync(cancel);
    }

    public override void Dispose()
    {
        _connection?.Dispose();
        base.Dispose();
    }

    // That they are gone may be forgotten in a crash of the database: they are then published twice, which hurts nobody, and every
    // other commit need not wait for the disk here.
    static async Task<List<OutboxMessage>> ClaimAsync(NpgsqlConnection connection, int most, bool bulk, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            SET LOCAL synchronous_commit = off;
            DELETE FROM outbox WHERE id = ANY (ARRAY(
                SELECT id FROM outbox WHERE bulk = {bulk} AND created_at < now() + interval '30 seconds' ORDER BY created_at LIMIT {most} FOR UPDATE SKIP LOCKED))
            RETURNING id, contract, body, created_at, trace_parent, bulk
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<OutboxMessage> claimed = [];
        while (await reader.ReadAsync(cancel))
        {
            claimed.Add(new OutboxMessage
            {
                Id = reader.GetGuid(0),
                Contract = reader.GetString(1),
                Body = reader.GetString(2),
                CreatedAt = reader.GetFieldValue<DateTimeOffset>(3),
                TraceParent = reader.IsDBNull(4) ? null : reader.GetString(4),
                Bulk = reader.GetBoolean(5),
            });
        }
        return claimed;
    }

    /// <summary>Null when it is of a later release, or damaged.</summary>
    object? Read(OutboxMessage message)
    {
        try
        {
            return JsonSerializer.Deserialize(message.Body, Contracts[message.Contract], ContractJson.Options);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            log.LogError("Event {Event} of type {Contract} cannot be read and stays in the outbox: {Reason}", message.Id, message.Contract, e.Message);
            return null;
        }
    }

    /// <summary>Back into the outbox, where it stands in nobody's way for a while.</summary>
    static async Task PutOffAsync(OutboxMessage message, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("INSERT INTO outbox (id, contract, body, created_at, trace_parent, bulk) VALUES ($1, $2, $3, $4, $5, $6)", connection)
        {
            Parameters =
            {
                new() { Value = message.Id }, new() { Value = message.Contract }, new() { Value = message.Body },
                new() { Value = DateTimeOffset.UtcNow + Later }, new() { Value = (object?)message.TraceParent ?? DBNull.Value }, new() { Value = message.Bulk },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }

    async Task PublishAsync(object content, string? traceParent, Guid? id, CancellationToken cancel)
    {
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent);
        using var activity = Source.StartActivity("publish from outbox", ActivityKind.Internal, parent);
        await bus.Publish(content, content.GetType(), Pipe.Execute<PublishContext>(context => context.MessageId = id ?? context.MessageId), cancel);
    }
}
