using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>The broker as somebody sees it who can read and write every queue.</summary>
sealed class Wire : IAsyncDisposable
{
    readonly IConnection _connection;
    readonly IChannel _channel;
    readonly ConcurrentQueue<(string Exchange, byte[] Body)> _overheard = new();

    Wire(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<Wire> TapAsync(Services services)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(services.Rabbit.ConnectionString) }.CreateConnectionAsync();
        return new Wire(connection, await connection.CreateChannelAsync(new CreateChannelOptions(true, true)));
    }

    public IReadOnlyList<(string Exchange, byte[] Body)> Overheard => [.. _overheard];

    /// <summary>Hears every message of these contracts from now on.</summary>
    public async Task ListenAsync(IEnumerable<string> exchanges)
    {
        var queue = await _channel.QueueDeclareAsync(exclusive: true);
        foreach (var exchange in exchanges)
        {
            // As MassTransit does: one that nobody takes is not there before it is first sent.
            await _channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
            await _channel.QueueBindAsync(queue.QueueName, exchange, "");
        }
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            _overheard.Enqueue((message.Exchange, message.Body.ToArray()));
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
    }

    /// <summary>Puts a message on an exchange, or straight on a queue when the exchange is empty.</summary>
    public async Task SayAsync(string exchange, string routingKey, byte[] body)
    {
        var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json", DeliveryMode = DeliveryModes.Persistent };
        await _channel.BasicPublishAsync(exchange, routingKey, mandatory: false, properties, body);
    }

    /// <summary>Takes the next message off a queue and gives it back, as a consumer does whose process ends.</summary>
    public async Task<bool> TakeAndGiveBackAsync(string queue)
    {
        if (await _channel.BasicGetAsync(queue, autoAck: false) is not { } message) return false;
        await _channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
