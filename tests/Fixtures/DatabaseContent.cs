using System.Text;
using Npgsql;

namespace MayorsMechanism.Fixtures;

/// <summary>All that a database holds, as text.</summary>
public static class DatabaseContent
{
    /// <summary>Every row of every table that contains one of the words, in text or in bytes.</summary>
    public static async Task<IReadOnlyList<string>> RowsNamingAsync(string connectionString, params string[] words)
    {
        // bytea reads as hexadecimal.
        var patterns = words.SelectMany(word => new[] { $"%{word}%", $"%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word))}%" }).ToArray();
        await using var database = NpgsqlDataSource.Create(connectionString);
        List<string> found = [];
        foreach (var table in await ReadAsync(database, "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"))
        {
            // Calendars fold their lines: unfolded as they stand, and as JSON writes them.
            var rows = await ReadAsync(database,
                $@"SELECT t::text FROM ""{table}"" t WHERE regexp_replace(t::text, E'(\\\\+r\\\\+n|\r\n) ', '', 'g') ILIKE ANY ($1)", (object)patterns);
            found.AddRange(rows.Select(row => $"{table}: {row}"));
        }
        return found;
    }

    static async Task<List<string>> ReadAsync(NpgsqlDataSource database, string sql, params object[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }
}
