using System.Collections.Concurrent;
using System.Data.Common;
using MayorsMechanism.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace MayorsMechanism.Messaging.Copies;

/// <summary>
/// Writes copies, but for those of which a newer one is there or whose record was erased. EF Core has no upsert; this one is made from its
/// model. Locks and statement go to the server together, as one transaction, and the statement sees what was committed before the locks
/// were had.
/// </summary>
sealed class CopyStatement
{
    static readonly ConcurrentDictionary<(IEntityType Type, int Rows), CopyStatement> Made = new();

    readonly string _sql;
    readonly (IProperty Property, string Name, RelationalTypeMapping Mapping)[] _columns;

    CopyStatement(IEntityType type, int rows)
    {
        _columns = [.. type.GetProperties().Select(property => (property, property.GetColumnName(), property.GetRelationalTypeMapping()))];
        var names = string.Join(", ", _columns.Select(column => column.Name));
        var values = Enumerable.Range(0, rows).Select(row => $"({string.Join(", ", _columns.Select(column => $"@{column.Name}{row}"))})");
        _sql = $"""
            SELECT pg_advisory_xact_lock(key) FROM unnest(@locks) AS key;
            INSERT INTO {type.GetTableName()} AS known ({names})
            SELECT * FROM (VALUES {string.Join(", ", values)}) AS told ({names})
            WHERE NOT EXISTS (SELECT FROM tombstones WHERE record_id = told.id)
            ON CONFLICT (id) DO UPDATE SET {string.Join(", ", _columns.Select(column => $"{column.Name} = EXCLUDED.{column.Name}"))}
            WHERE known.version <= EXCLUDED.version
            """;
    }

    /// <summary>Of several events about one record the newest counts.</summary>
    public static async Task RunAsync<TEvent, TCopy>(DbContext db, IEnumerable<TEvent> events, CancellationToken cancel)
        where TEvent : class, IRecordEvent where TCopy : Copy<TEvent>, new()
    {
        var newest = events.GroupBy(each => each.Id).Select(ofRecord => ofRecord.MaxBy(each => each.Version)!).ToList();
        var copies = newest.ConvertAll(CopyOf<TEvent, TCopy>);
        var statement = Made.GetOrAdd((db.Model.FindEntityType(typeof(TCopy))!, copies.Count), made => new CopyStatement(made.Type, made.Rows));
        await db.Database.OpenConnectionAsync(cancel);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        statement.Fill(command, copies, AdvisoryLock.KeysOf(newest.Select(each => each.Id)));
        await command.ExecuteNonQueryAsync(cancel);
        await db.Database.CloseConnectionAsync();
    }

    static TCopy CopyOf<TEvent, TCopy>(TEvent newest) where TEvent : class, IRecordEvent where TCopy : Copy<TEvent>, new()
    {
        var copy = new TCopy();
        copy.Apply(newest);
        return copy;
    }

    void Fill(DbCommand command, IReadOnlyList<object> copies, long[] keys)
    {
        command.CommandText = _sql;
        var locks = command.CreateParameter();
        (locks.ParameterName, locks.Value) = ("locks", keys);
        command.Parameters.Add(locks);
        for (var row = 0; row < copies.Count; row++)
        {
            foreach (var (property, name, mapping) in _columns)
            {
                command.Parameters.Add(mapping.CreateParameter(command, $"{name}{row}", property.GetGetter().GetClrValue(copies[row]), property.IsNullable));
            }
        }
    }
}
