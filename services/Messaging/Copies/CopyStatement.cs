using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace MayorsMechanism.Messaging.Copies;

/// <summary>
/// Writes a copy unless a newer one is there or the record was erased. EF Core has no upsert; this one is made from its model. Lock and
/// statement go to the server together, as one transaction, and the statement sees what was committed before the lock was had.
/// </summary>
sealed class CopyStatement
{
    static readonly ConcurrentDictionary<IEntityType, CopyStatement> Made = new();

    readonly string _sql;
    readonly (IProperty Property, RelationalTypeMapping Mapping)[] _columns;

    CopyStatement(IEntityType type)
    {
        _columns = [.. type.GetProperties().Select(property => (property, property.GetRelationalTypeMapping()))];
        var names = _columns.Select(column => column.Property.GetColumnName()).ToArray();
        _sql = $"""
            SELECT pg_advisory_xact_lock(@lock);
            INSERT INTO {type.GetTableName()} AS known ({string.Join(", ", names)})
            SELECT {string.Join(", ", names.Select(name => "@" + name))} WHERE NOT EXISTS (SELECT FROM tombstones WHERE record_id = @id)
            ON CONFLICT (id) DO UPDATE SET {string.Join(", ", names.Select(name => $"{name} = EXCLUDED.{name}"))}
            WHERE known.version <= EXCLUDED.version
            """;
    }

    public static async Task RunAsync<TCopy>(DbContext db, TCopy copy, Guid id, CancellationToken cancel) where TCopy : class
    {
        var statement = Made.GetOrAdd(db.Model.FindEntityType(typeof(TCopy))!, type => new CopyStatement(type));
        await db.Database.OpenConnectionAsync(cancel);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        statement.Fill(command, copy, AdvisoryLock.KeyOf(id));
        await command.ExecuteNonQueryAsync(cancel);
        await db.Database.CloseConnectionAsync();
    }

    void Fill(DbCommand command, object copy, long key)
    {
        command.CommandText = _sql;
        var lockKey = command.CreateParameter();
        (lockKey.ParameterName, lockKey.Value) = ("lock", key);
        command.Parameters.Add(lockKey);
        foreach (var (property, mapping) in _columns)
        {
            command.Parameters.Add(mapping.CreateParameter(command, property.GetColumnName(), property.GetGetter().GetClrValue(copy), property.IsNullable));
        }
    }
}
