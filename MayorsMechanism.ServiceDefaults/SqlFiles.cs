using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace MayorsMechanism.ServiceDefaults;

/// <summary>
/// The functions of a service's database, each declared once, in a file <c>Sql/*.sql</c> of the service or of those that services share.
/// After the migrations every file is run whose text is not the one that was run last, so each says <c>CREATE OR REPLACE</c>. What a table
/// is computed by, its migration runs too, before the table.
/// </summary>
public static class SqlFiles
{
    const string Folder = "Sql/";

    /// <summary>The text of <c>Sql/{name}.sql</c>.</summary>
    /// <param name="service">The service's assembly, which embeds its files.</param>
    /// <param name="name">Of the file.</param>
    public static string Read(Assembly service, string name)
    {
        using var reader = new StreamReader(service.GetManifestResourceStream($"{Folder}{name}.sql")!);
        return reader.ReadToEnd();
    }

    /// <summary>All or none, in any order: a function may name one that comes later.</summary>
    internal static async Task ApplyAsync(DatabaseFacade database, Assembly service, CancellationToken cancel)
    {
        var names = service.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        await using var transaction = await database.BeginTransactionAsync(cancel);
        await database.ExecuteSqlAsync($"CREATE TABLE IF NOT EXISTS applied_sql (name text PRIMARY KEY, hash text NOT NULL)", cancel);
        await database.ExecuteSqlAsync($"SET LOCAL check_function_bodies = off", cancel);
        foreach (var name in names.Select(Path.GetFileNameWithoutExtension))
        {
            var text = Read(service, name!);
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            var isNew = await database.ExecuteSqlAsync($"""
                INSERT INTO applied_sql AS known (name, hash) VALUES ({name}, {hash})
                ON CONFLICT (name) DO UPDATE SET hash = EXCLUDED.hash WHERE known.hash <> EXCLUDED.hash
                """, cancel) == 1;
            if (!isNew) continue;
            await using var command = database.GetDbConnection().CreateCommand();
            command.CommandText = text;
            await command.ExecuteNonQueryAsync(cancel);
        }
        await transaction.CommitAsync(cancel);
    }
}
