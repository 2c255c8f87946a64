using System.Text.Encodings.Web;
using MayorsMechanism.Registry.People;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Imports;

/// <summary>
/// Removes people who are erased from uploaded files. A file is kept or deleted as a whole, with its report: every one that has a row of
/// the person, or names them by name, address or number; and every file of people that is not checked yet, for nobody knows whom it names.
/// </summary>
static class ImportErasure
{
    /// <summary>Call it before the records are emptied, inside the transaction of the erasure.</summary>
    public static async Task ForgetInImportsAsync(this RegistryDbContext db, IReadOnlyList<Person> people, DateTimeOffset now, CancellationToken cancel)
    {
        Guid[] ids = [.. people.Select(p => p.Id)];
        string[] words = [.. people.SelectMany(WordsOf).Where(word => word.Length > 0).Select(AsWritten).Distinct()];
        var imports = await db.Imports.FromSql($"""
            SELECT * FROM imports WHERE NOT emptied AND (kind = 'people' AND state IN ('uploaded', 'checking') OR id IN (
                SELECT import_id FROM import_rows WHERE record_id = ANY ({ids})
                UNION SELECT import_id FROM import_rows, unnest({words}) AS word WHERE position(word IN lower(fields)) > 0
                UNION SELECT import_id FROM import_rows, unnest({words}) AS word WHERE evidence <> '[]' AND position(word IN lower(evidence)) > 0))
            ORDER BY id FOR UPDATE
            """).ToListAsync(cancel);
        await ImportCleanup.EmptyAsync(db, [.. imports.Select(import => import.Id)], cancel);
        foreach (var import in imports)
        {
            if (import.State is ImportState.Committing) import.Fail("import-erased", now);
            else if (!import.IsFinished) import.Cancel(now, "import-erased");
            import.Empty();
            import.Touch();
        }
    }

    static IEnumerable<string> WordsOf(Person p) => [p.Name, .. p.OtherSpellings.Select(spelling => spelling.Name), .. p.Emails, .. p.Phones];

    /// <summary>As it stands in a row's JSON.</summary>
    static string AsWritten(string word) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(word).ToLowerInvariant();
}
