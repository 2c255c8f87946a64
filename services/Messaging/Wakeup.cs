using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MayorsMechanism.Messaging;

/// <summary>
/// Wakes workers when a transaction that left something for them was committed: those of this process at once, those of other processes by
/// NOTIFY. That is sent after the commit and for many commits together: inside of one, each would wait for the other's disk. One that is lost in a crash
/// is made good by the workers' slow poll.
/// </summary>
public sealed class Wakeup(NpgsqlDataSource database, ILogger<Wakeup> log) : BackgroundService
{
    const string Channel = "work";
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Alive = TimeSpan.FromMinutes(1);
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, ConcurrentBag<Signal>> _signals = new();
    readonly ConcurrentDictionary<string, bool> _untold = new();
    readonly Signal _tell = new();

    /// <summary>
    /// Said whenever one of these was left: <see cref="Work"/>, or the name of a kind of record that was changed.
    /// </summary>
    public Signal On(params string[] works)
    {
        var signal = new Signal();
        foreach (var work in works) _signals.GetOrAdd(work, _ => []).Add(signal);
        return signal;
    }

    /// <summary>To be called after the commit.</summary>
    public void Say(string work)
    {
        // Every process of a service has the same workers: what wakes none here wakes none there.
        if (!Wake(work)) return;
        _untold[work] = true;
        _tell.Say();
    }

    bool Wake(string work)
    {
        if (!_signals.TryGetValue(work, out var waiting)) return false;
        foreach (var signal in waiting) signal.Say();
        return true;
    }

    /// <summary>For a process without workers, such as one that a verb was given to: all others are woken.</summary>
    internal static async Task TellAsync(NpgsqlDataSource database, string work, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("SELECT pg_notify($1, $2)");
        command.Parameters.AddWithValue(Channel);
        command.Parameters.AddWithValue(work);
        await command.ExecuteNonQueryAsync(cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The workers say what is wrong with the database; until it is mended they poll.
                log.LogDebug(e, "Nobody listens");
                await Task.Delay(AfterFailure, stoppingToken);
            }
        }
    }

    async Task ListenAsync(CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        connection.Notification += (_, said) =>
        {
            if (said.PID != connection.ProcessID) Wake(said.Payload);
        };
        await RunAsync(connection, $"LISTEN {Channel}; SET synchronous_commit = off", stop);
        // Whatever was said while nobody listened.
        foreach (var work in _signals.Keys) Wake(work);
        while (true)
        {
            var heard = await HearsAsync(connection, stop);
            if (!_untold.IsEmpty) await TellAsync(connection, stop);
            // A connection that was cut off far away says nothing by itself.
            else if (!heard) await RunAsync(connection, $"LISTEN {Channel}", stop);
        }
    }

    /// <summary>Waits until another process says something, or this one has something to say, or for a minute.</summary>
    async Task<bool> HearsAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var hearing = connection.WaitAsync(enough.Token);
        var saying = _tell.WaitAsync(Alive, enough.Token);
        await Task.WhenAny(hearing, saying);
        await enough.CancelAsync();
        await ((Task)saying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)hearing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        if (!hearing.IsCanceled) await hearing;
        return !hearing.IsCanceled;
    }

    async Task TellAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await Task.Delay(Gather, stop);
        var works = _untold.Keys.Where(work => _untold.TryRemove(work, out _)).ToArray();
        await using var command = new NpgsqlCommand("SELECT pg_notify($1, work) FROM unnest($2) AS work", connection)
        {
            Parameters = { new() { Value = Channel }, new() { Value = works } },
        };
        await command.ExecuteNonQueryAsync(stop);
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>What workers wait for, beside records of a kind.</summary>
public static class Work
{
    /// <summary>An event for the relay.</summary>
    internal const string Outbox = "outbox";

    /// <summary>An entry for the sealer.</summary>
    internal const string History = "history";

    /// <summary>Somebody wants to be told again.</summary>
    internal const string Wanted = "wanted";

    /// <summary>The history has grown by sealed entries.</summary>
    public const string Sealed = "sealed";
}

/// <summary>Wakes whoever waits for what was committed, whoever opened the transaction.</summary>
sealed class WakeupOnCommit(Wakeup wakeup) : DbTransactionInterceptor
{
    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not MessagingDbContext db) return Task.CompletedTask;
        foreach (var work in db.Left) wakeup.Say(work);
        db.Left.Clear();
        return Task.CompletedTask;
    }
}
