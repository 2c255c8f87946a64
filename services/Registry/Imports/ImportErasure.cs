using System.Text.Json;
using MayorsMechanism.Messaging;
using MayorsMechanism.Registry.Erasures;
using MayorsMechanism.Registry.People;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Imports;

/// <summary>
/// Removes people who are erased from uploaded files. A file is kept or deleted as a whole, with its report: every one that has a row of
/// the person, or has a name, address or number that is or was theirs as an entry of its own (see <see cref="Mentions"/>); and every file of
/// people of which something was not read, for nobody knows whom that names: one that is not checked yet, one with columns that mean nothing
/// to us, one with rows that could not be read, or of which nothing was kept.
/// </summary>
static class ImportErasure
{
    /// <summary>What to look for. To be asked before the records and their history are emptied.</summary>
    public static async Task<PendingErasure> PendingOfAsync(RegistryDbContext db, Person claimed, IReadOnlyList<Person> people, DateTimeOffset now, CancellationToken cancel)
    {
        Guid[] ids = [.. people.Select(p => p.Id)];
        var stated = people.Select(p => PersonResponse.BodyOf(p, withheld: false)).Concat(await EarlierAsync(db, ids, cancel));
        string[] mentions = [.. stated.SelectMany(WordsOf).SelectMany(Mentions.In).Concat(ids.Select(Mentions.Of)).Distinct()];
        return new() { PersonId = claimed.Id, People = ids, Mentions = mentions, At = now };
    }

    /// <summary>A file that is still to go; null when there is none.</summary>
    public static async Task<Guid?> NextAsync(RegistryDbContext db, PendingErasure erasure, CancellationToken cancel) =>
        (await db.Database.SqlQuery<Guid?>($"""
            SELECT id AS "Value" FROM imports WHERE NOT emptied AND uploaded_at <= {erasure.At} AND (
                kind = 'people' AND (state IN ('uploading', 'uploaded', 'checking') OR cardinality(ignored) > 0
                    OR EXISTS (SELECT FROM import_rows r WHERE r.import_id = imports.id AND r.outcome = 'rejected'
                        AND (length(r.fields) = 2 OR r.reasons LIKE '%"column":null,"reason":"row-%')))
                OR id IN (SELECT import_id FROM import_rows WHERE record_id = ANY ({erasure.People}) OR mentions && {erasure.Mentions}))
            ORDER BY id LIMIT 1
            """).ToListAsync(cancel)).SingleOrDefault();

    public static Task ForgetAsync(ImportWork work, Guid id, CancellationToken cancel) => work.ChangeAsync(id, Enum.GetValues<ImportState>(), async (import, db) =>
    {
        await ImportCleanup.EmptyAsync(db, [id], cancel);
        if (import.State is ImportState.Committing) import.Fail("import-erased", work.Now);
        else if (!import.IsFinished) import.Cancel(work.Now, "import-erased");
        import.Empty();
    }, cancel);

    /// <summary>All that ever stood in their records: a file from before a change names them as they were.</summary>
    static async Task<IEnumerable<PersonBody>> EarlierAsync(RegistryDbContext db, Guid[] ids, CancellationToken cancel)
    {
        var states = await db.History.Where(entry => ids.Contains(entry.RootId) && entry.Record == "person" && entry.Payload != null)
            .Select(entry => entry.Payload!).ToListAsync(cancel);
        return states.Select(state => JsonSerializer.Deserialize<PersonBody>(state, ContractJson.Options)!);
    }

    static IEnumerable<string> WordsOf(PersonBody p) => [p.Name, .. (p.OtherSpellings ?? []).Select(spelling => spelling.Name), .. p.Emails ?? [], .. p.Phones ?? []];
}
