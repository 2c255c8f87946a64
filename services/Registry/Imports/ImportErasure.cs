using System.Text.Encodings.Web;
using System.Text.Json;
using MayorsMechanism.Messaging;
using MayorsMechanism.Registry.People;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Imports;

/// <summary>
/// Removes people who are erased from uploaded files. A file is kept or deleted as a whole, with its report: every one that has a row of
/// the person, or has a name, address or number that is or was theirs as an entry of its own, so that Ana does not take along what is said
/// of Panamá; and every file of people of which something was not read, for nobody knows whom that names: one that is not checked yet, one
/// with columns that mean nothing to us, one with rows that could not be read, or of which nothing was kept.
/// </summary>
static class ImportErasure
{
    /// <summary>Call it before the records and their history are emptied, inside the transaction of the erasure.</summary>
    public static async Task ForgetInImportsAsync(this RegistryDbContext db, IReadOnlyList<Person> people, DateTimeOffset now, CancellationToken cancel)
    {
        Guid[] ids = [.. people.Select(p => p.Id)];
        var entries = EntriesOf([.. people.Select(p => PersonResponse.BodyOf(p, withheld: false)), .. await EarlierAsync(db, ids, cancel)]);
        string[] evidence = [.. ids.Select(id => $"%{id}%")];
        // All rows of all files are read once, whatever is looked for.
        db.Database.SetCommandTimeout(ImportWork.Patience);
        var imports = await db.Imports.FromSql($"""
            SELECT * FROM imports WHERE NOT emptied AND (kind = 'people' AND (state IN ('uploading', 'uploaded', 'checking') OR cardinality(ignored) > 0
                OR EXISTS (SELECT FROM import_rows r WHERE r.import_id = imports.id AND r.outcome = 'rejected'
                    AND (length(r.fields) = 2 OR r.reasons LIKE '%"column":null,"reason":"row-%'))) OR id IN (
                SELECT import_id FROM import_rows
                WHERE record_id = ANY ({ids}) OR fields ~* {entries} OR evidence <> '[]' AND evidence LIKE ANY ({evidence})))
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

    /// <summary>All that ever stood in their records: a file from before a change names them as they were.</summary>
    static async Task<IEnumerable<PersonBody>> EarlierAsync(RegistryDbContext db, Guid[] ids, CancellationToken cancel)
    {
        var states = await db.History.Where(entry => ids.Contains(entry.RootId) && entry.Record == "person" && entry.Payload != null)
            .Select(entry => entry.Payload!).ToListAsync(cancel);
        return states.Select(state => JsonSerializer.Deserialize<PersonBody>(state, ContractJson.Options)!);
    }

    /// <summary>Any of their words between the marks that texts and lists have between entries; a pattern of PostgreSQL, in large or small letters.</summary>
    static string EntriesOf(IEnumerable<PersonBody> stated) =>
        $"""[",;|/()<>] *({string.Join('|', stated.SelectMany(WordsOf).Select(AsWritten).Where(word => word.Length > 0).Distinct())}) *[",;|/()<>]""";

    static IEnumerable<string> WordsOf(PersonBody p) => [p.Name, .. (p.OtherSpellings ?? []).Select(spelling => spelling.Name), .. p.Emails ?? [], .. p.Phones ?? []];

    /// <summary>As it stands in a row's JSON; whatever has a meaning in a pattern stands for itself.</summary>
    static string AsWritten(string word) => string.Concat(
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(word.Trim()).Select(c => char.IsAscii(c) && !char.IsLetterOrDigit(c) ? $"\\{c}" : $"{c}"));
}
