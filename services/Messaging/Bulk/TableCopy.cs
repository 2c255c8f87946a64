using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;

namespace MayorsMechanism.Messaging.Bulk;

/// <summary>Writes many rows of one table by COPY, on the context's connection and in its transaction. Values are stored as a save would store them.</summary>
public sealed class TableCopy<TRow> where TRow : class
{
    readonly DbContext _db;
    readonly Column[] _columns;

    public TableCopy(DbContext db, IEntityType? type = null)
    {
        type ??= db.Model.FindEntityType(typeof(TRow))!;
        (_db, Table) = (db, type.GetTableName()!);
        var table = StoreObjectIdentifier.Table(Table);
        // What the database fills in by itself is left to it.
        _columns = [.. type.GetProperties().Where(IsWritten).Select(property => Column.Of(property, table))];
    }

    /// <summary>The table's name.</summary>
    public string Table { get; }

    /// <summary>The names of the columns that are written.</summary>
    public IEnumerable<string> Columns => _columns.Select(column => $"\"{column.Name}\"");

    /// <param name="rows">What to write.</param>
    /// <param name="cancel">Stops; nothing of it is written then.</param>
    /// <param name="into">Another table with these columns.</param>
    public async Task WriteAsync(IEnumerable<TRow> rows, CancellationToken cancel, string? into = null)
    {
        var connection = (NpgsqlConnection)_db.Database.GetDbConnection();
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {into ?? Table} ({string.Join(", ", Columns)}) FROM STDIN (FORMAT BINARY)", cancel);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancel);
            foreach (var column in _columns)
            {
                if (column.Read(row) is { } value) await copy.WriteAsync(value, column.Type, cancel);
                else await copy.WriteNullAsync(cancel);
            }
        }
        await copy.CompleteAsync(cancel);
    }

    static bool IsWritten(IProperty property) => !property.IsShadowProperty() && property.GetComputedColumnSql() is null
        && !(property.ClrType == typeof(long) && property.ValueGenerated is ValueGenerated.OnAdd);

    sealed record Column(string Name, string Type, Func<object, object?> Read)
    {
        public static Column Of(IProperty property, StoreObjectIdentifier table)
        {
            var (mapping, getter) = (property.GetRelationalTypeMapping(), property.GetGetter());
            ValueConverter? converter = mapping.Converter;
            return new(property.GetColumnName(table)!, mapping.StoreType, converter is null
                ? getter.GetClrValue
                : row => converter.ConvertToProvider(getter.GetClrValue(row)));
        }
    }
}
