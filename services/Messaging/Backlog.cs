using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MayorsMechanism.Messaging;

/// <summary>
/// What waits, for whoever watches: <c>messaging.outbox.backlog</c> (events), <c>messaging.outbox.oldest</c> (age in seconds of the oldest
/// unsent), <c>messaging.failures</c> (messages that wait for a replay), <c>messaging.history.unsealed</c> (entries). Read every five seconds.
/// </summary>
sealed class Backlog : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    readonly NpgsqlDataSource _database;
    readonly ILogger<Backlog> _log;
    (long Outbox, double Oldest, long Failures, long Unsealed) _last;

    public Backlog(NpgsqlDataSource database, IMeterFactory meters, ILogger<Backlog> log)
    {
        (_database, _log) = (database, log);
        var meter = meters.Create("MayorsMechanism.Messaging");
        meter.CreateObservableGauge("messaging.outbox.backlog", () => _last.Outbox, "{event}", "Events not yet confirmed by the broker");
        meter.CreateObservableGauge("messaging.outbox.oldest", () => _last.Oldest, "s", "Age of the oldest event not yet confirmed");
        meter.CreateObservableGauge("messaging.failures", () => _last.Failures, "{message}", "Messages that wait for a replay");
        meter.CreateObservableGauge("messaging.history.unsealed", () => _last.Unsealed, "{entry}", "History entries without a position");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        do
        {
            try
            {
                _last = await ReadAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The relay and the health check say so; here the last figures stand.
                _log.LogDebug(e, "Backlog not read");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task<(long, double, long, long)> ReadAsync(CancellationToken cancel)
    {
        await using var command = _database.CreateCommand("""
            SELECT (SELECT count(*) FROM outbox),
                (SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 FROM outbox),
                (SELECT count(*) FROM failures),
                (SELECT count(*) FROM history WHERE position IS NULL)
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt64(0), reader.GetDouble(1), reader.GetInt64(2), reader.GetInt64(3));
    }
}
