using System.Collections.Concurrent;
using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace MayorsMechanism.Benchmarks;

/// <summary>A persistent message of the size of ours, confirmed, through a quorum queue, consumed and acknowledged.</summary>
static class BarePublish
{
    const string Queue = "bare";
    const int Size = 1500;

    public static async Task<IReadOnlyCollection<TimeSpan>> RunAsync(string broker, int perSecond, TimeSpan duration)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var publishing = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await using var consuming = await connection.CreateChannelAsync();
        await publishing.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        var (durations, sent) = (new ConcurrentBag<TimeSpan>(), 0);
        await ConsumeAsync(consuming, durations);
        await Pace.KeepAsync(perSecond, duration, async _ =>
        {
            Interlocked.Increment(ref sent);
            var body = new byte[Size];
            BitConverter.TryWriteBytes(body, Stopwatch.GetTimestamp());
            await publishing.BasicPublishAsync("", Queue, mandatory: true, new BasicProperties { DeliveryMode = DeliveryModes.Persistent }, body);
        });
        while (durations.Count < sent) await Task.Delay(10);
        return durations;
    }

    static async Task ConsumeAsync(IChannel channel, ConcurrentBag<TimeSpan> durations)
    {
        await channel.BasicQosAsync(0, 64, false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            durations.Add(Stopwatch.GetElapsedTime(BitConverter.ToInt64(message.Body.Span)));
            await channel.BasicAckAsync(message.DeliveryTag, false);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer);
    }
}
