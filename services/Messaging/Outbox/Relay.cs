using System.Data;
using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MayorsMechanism.Messaging.Outbox;

/// <summary>
/// Publishes what the outbox holds. Rows are claimed by deleting them in a transaction that commits after the broker's confirms: a relay
/// that dies in between leaves them to be published again under the same message id. Any number of relays may run; no order is promised.
/// </summary>
sealed class Relay(NpgsqlDataSource database, IBusControl bus, Wakeup wakeup, ILogger<Relay> log) : Worker(wakeup.Relay, log)
{
    const int Batch = 200;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Later = TimeSpan.FromMinutes(1); // Beyond what clocks may differ by, see below.
    static readonly ActivitySource Source = new("MayorsMechanism.Messaging");
    NpgsqlConnection? _connection;

    static readonly Dictionary<string, Type> Contracts = typeof(IRecordEvent).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(IRecordEvent).Namespace && !type.IsInterface).ToDictionary(type => type.Name);

    protected override async Task<bool> WorkAsync(CancellationToken cancel)
    {
        // Claimed rows are locked, and an erasure waits for them: none is claimed while the broker is known to be away.
        if (bus.CheckHealth().Status is not BusHealthStatus.Healthy) return false;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        var connection = await ConnectAsync(patience.Token);
        await using var transaction = await connection.BeginTransactionAsync(patience.Token);
        var claimed = await ClaimAsync(connection, patience.Token);
        if (claimed.Count == 0) return false;
        var read = claimed.Select(message => (Message: message, Content: Read(message))).ToLookup(each => each.Content is not null);
        await Task.WhenAll(read[true].Select(each => PublishAsync(each.Message, each.Content!, patience.Token)));
        foreach (var (message, _) in read[false]) await PutOffAsync(message, connection, patience.Token);
        await transaction.CommitAsync(cancel);
        return claimed.Count == Batch;
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
    static async Task<List<OutboxMessage>> ClaimAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            SET LOCAL synchronous_commit = off;
            DELETE FROM outbox WHERE id = ANY (ARRAY(SELECT id FROM outbox WHERE created_at < now() + interval '30 seconds' ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED))
            RETURNING id, contract, body, created_at, trace_parent
            """.Replace("$1", $"{Batch}"), connection);
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
        await using var command = new NpgsqlCommand("INSERT INTO outbox (id, contract, body, created_at, trace_parent) VALUES ($1, $2, $3, $4, $5)", connection)
        {
            Parameters =
            {
                new() { Value = message.Id }, new() { Value = message.Contract }, new() { Value = message.Body },
                new() { Value = DateTimeOffset.UtcNow + Later }, new() { Value = (object?)message.TraceParent ?? DBNull.Value },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }

    async Task PublishAsync(OutboxMessage message, object content, CancellationToken cancel)
    {
        ActivityContext.TryParse(message.TraceParent, null, isRemote: true, out var parent);
        using var activity = Source.StartActivity("publish from outbox", ActivityKind.Internal, parent);
        await bus.Publish(content, content.GetType(), Pipe.Execute<PublishContext>(context => context.MessageId = message.Id), cancel);
    }
}
