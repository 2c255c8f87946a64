using System.Text;
using Npgsql;

namespace MayorsMechanism.Notifications.Tests;

/// <summary>Everything that a database holds.</summary>
static class AllRows
{
    /// <summary>Each row of each table as text; bytes are shown as the text that they may be.</summary>
    public static async Task<string> AsTextAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        var all = new StringBuilder();
        foreach (var table in await ReadAsync(source, "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public'"))
        {
            foreach (var row in await ReadAsync(source, $"SELECT r::text FROM {table} AS r")) all.Append(table).Append(' ').AppendLine(row);
        }
        foreach (var body in await ReadAsync(source, "SELECT encode(body, 'escape') FROM failures")) all.AppendLine(body);
        return all.ToString();
    }

    static async Task<List<string>> ReadAsync(NpgsqlDataSource source, string query)
    {
        await using var command = source.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> values = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken)) values.Add(reader.GetString(0));
        return values;
    }
}
