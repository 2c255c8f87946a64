using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace MayorsMechanism.Fixtures;

/// <summary>
/// Keeps every query of a service that is given it as an interceptor: explained, on the service's own connection and with its settings, just
/// before it runs; and to be run again, alone.
/// </summary>
/// <param name="concerns">Words of the queries that matter: a service has work of its own in the background.</param>
public sealed class QueryLog(params string[] concerns) : DbCommandInterceptor
{
    readonly AsyncLocal<Caller?> _caller = new();
    ConcurrentQueue<Query> _queries = [];

    /// <summary>Whether to explain: it takes as long as the query.</summary>
    public bool Explains { get; set; }

    /// <summary>The queries since it was asked last.</summary>
    public IReadOnlyList<Query> Take() => [.. Interlocked.Exchange(ref _queries, [])];

    /// <summary>
    /// From now on, what the caller's own requests ask the database, all of it and nothing else, whatever other tests do meanwhile. The server
    /// has to keep the caller's execution context.
    /// </summary>
    public Caller Follow() => _caller.Value = new();

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        _caller.Value?.Note(command);
        if (concerns.Any(command.CommandText.Contains)) _queries.Enqueue(new Query(command.CommandText, [], null));
        return ValueTask.FromResult(result);
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        _caller.Value?.Note(command);
        if (!concerns.Any(command.CommandText.Contains)) return result;
        var query = new Query(command.CommandText, [.. command.Parameters.Cast<DbParameter>()], null);
        // To explain a statement with its figures is to run it: what writes would write twice.
        var reads = command.CommandText.TrimStart().StartsWith("SELECT", StringComparison.Ordinal) || command.CommandText.TrimStart().StartsWith("WITH", StringComparison.Ordinal);
        _queries.Enqueue(Explains && reads ? query with { Plan = await query.ExplainAsync(command, cancellationToken) } : query);
        return result;
    }

    public override ValueTask<InterceptionResult> DataReaderClosingAsync(DbCommand command, DataReaderClosingEventData eventData, InterceptionResult result)
    {
        _caller.Value?.NoteRows(eventData.ReadCount);
        return ValueTask.FromResult(result);
    }

    /// <summary>What one caller's requests asked.</summary>
    public sealed class Caller
    {
        ConcurrentQueue<Query> _queries = [];
        int _rows;

        public IReadOnlyList<Query> Queries => [.. _queries];

        /// <summary>How many rows the service read.</summary>
        public int Rows => _rows;

        public void Forget() => (_queries, _rows) = ([], 0);

        internal void Note(DbCommand command) => _queries.Enqueue(new Query(command.CommandText, [.. command.Parameters.Cast<DbParameter>()], null)
        {
            InTransaction = command.Transaction is not null,
        });

        internal void NoteRows(int count) => Interlocked.Add(ref _rows, count);
    }
}

/// <summary>A query as the service sent it, and how the database answered it, if it was asked.</summary>
public sealed record Query(string Sql, IReadOnlyList<DbParameter> Parameters, string? Plan)
{
    /// <summary>Whether it was asked inside of one.</summary>
    public bool InTransaction { get; init; }

    /// <summary>Runs it and reads all that it gives.</summary>
    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancel, Action<object[]>? see = null)
    {
        await using var command = On(connection, Sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        do
        {
            while (await reader.ReadAsync(cancel))
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                see?.Invoke(row);
            }
        }
        while (await reader.NextResultAsync(cancel));
    }

    internal async Task<string> ExplainAsync(DbCommand command, CancellationToken cancel)
    {
        await using var explain = On(command.Connection!, "EXPLAIN (ANALYZE, BUFFERS) " + Sql);
        await using var reader = await explain.ExecuteReaderAsync(cancel);
        List<string> lines = [Sql];
        while (await reader.ReadAsync(cancel)) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    DbCommand On(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in Parameters) command.Parameters.Add(((ICloneable)parameter).Clone());
        return command;
    }
}
