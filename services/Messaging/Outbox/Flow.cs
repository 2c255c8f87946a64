using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace MayorsMechanism.Messaging.Outbox;

/// <summary>
/// Keeps the broker small: a bundle is sent when those before it have been applied, but for a few. Until then its events wait in the outbox,
/// or are not made yet.
/// </summary>
sealed class Flow(NpgsqlDataSource database, IServiceProvider services) : IAsyncDisposable
{
    const int Most = 8;

    readonly SemaphoreSlim _one = new(1);
    IChannel? _channel;

    /// <summary>Whether a subscriber reads its bundles and has nearly done so.</summary>
    public async Task<bool> HasRoomAsync(string service, CancellationToken cancel) =>
        await StateAsync(Bulk.Bundle.QueueOf(service), cancel) is { ConsumerCount: > 0, MessageCount: < Most };

    /// <summary>Whether no subscriber lags behind. One that is away does not hold up the others: its queue keeps everything for it.</summary>
    public async Task<bool> IsOpenAsync(CancellationToken cancel)
    {
        foreach (var service in await SubscribersAsync(cancel))
        {
            if (await StateAsync(Bulk.Bundle.QueueOf(service), cancel) is { ConsumerCount: > 0, MessageCount: >= Most }) return false;
        }
        return true;
    }

    async Task<List<string>> SubscribersAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("SELECT DISTINCT service FROM subscribers");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<string> services = [];
        while (await reader.ReadAsync(cancel)) services.Add(reader.GetString(0));
        return services;
    }

    /// <summary>Null when there is no such queue.</summary>
    async Task<QueueDeclareOk?> StateAsync(string queue, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_channel is not { IsOpen: true }) _channel = await services.GetRequiredService<IConnection>().CreateChannelAsync(cancellationToken: cancel);
            return await _channel.QueueDeclarePassiveAsync(queue, cancel);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            return null;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null) await _channel.DisposeAsync();
        _one.Dispose();
    }
}
