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
        string[] words = [.. stated.SelectMany(WordsOf).Select(word => string.Join('\n', Mentions.In(word))).Where(word => word.Length > 0).Distinct()];
        return new() { PersonId = claimed.Id, People = ids, Words = words, At = now };
    }

    /// <summary>The files that are to go. What names them by their record goes whenever it came; a file of later says no more than its sender knows.</summary>
    public static IQueryable<Import> Concerned(RegistryDbContext db, PendingErasure erasure)
    {
        string[] ids = [.. erasure.People.Select(Mentions.Of)];
        return db.Imports.FromSql($"""
            SELECT * FROM imports WHERE NOT emptied AND (
                id IN (SELECT import_id FROM import_rows WHERE record_id = ANY ({erasure.People}) OR mentions && {ids})
                OR uploaded_at <= {erasure.At} AND (
                    kind = 'people' AND (state IN ('uploading', 'uploaded', 'checking') OR cardinality(ignored) > 0
                        OR EXISTS (SELECT FROM import_rows r WHERE r.import_id = imports.id AND r.outcome = 'rejected'
                            AND (length(r.fields) = 2 OR r.reasons LIKE '%"column":null,"reason":"row-%')))
                    OR id IN (SELECT import_id FROM unnest({erasure.Words}) AS word CROSS JOIN LATERAL (
                        SELECT import_id FROM import_rows WHERE mentions @> string_to_array(word, E'\n') OFFSET 0) AS naming)))
            """);
    }

    /// <summary>Files of organisations that were there already, and of which nobody knows yet whom they name.</summary>
    public static IQueryable<Import> Unread(RegistryDbContext db, PendingErasure erasure) =>
        db.Imports.Where(i => i.UploadedAt <= erasure.At && (i.State == ImportState.Uploaded || i.State == ImportState.Checking));

    /// <summary>Whether a file must not be written any more.</summary>
    public static async Task<bool> IsConcernedAsync(RegistryDbContext db, Guid id, CancellationToken cancel)
    {
        foreach (var erasure in await db.PendingErasures.AsNoTracking().ToListAsync(cancel))
        {
            if (await Concerned(db, erasure).AnyAsync(import => import.Id == id, cancel)) return true;
        }
        return false;
    }

    /// <summary>False when somebody works on it.</summary>
    public static async Task<bool> ForgetAsync(ImportWork work, Guid id, CancellationToken cancel)
    {
        await using var scope = work.Open(out var db);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await db.Imports.FromSql($"SELECT * FROM imports WHERE id = {id} FOR UPDATE SKIP LOCKED").SingleOrDefaultAsync(cancel) is not { } import) return false;
        await ImportCleanup.EmptyAsync(db, [id], cancel);
        if (import.State is ImportState.Committing) import.Fail("import-erased", work.Now);
        else if (!import.IsFinished) import.Cancel(work.Now, "import-erased");
        import.Empty();
        import.Touch();
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>All that ever stood in their records: a file from before a change names them as they were.</summary>
    static async Task<IEnumerable<PersonBody>> EarlierAsync(RegistryDbContext db, Guid[] ids, CancellationToken cancel)
    {
        var states = await db.History.Where(entry => ids.Contains(entry.RootId) && entry.Record == "person" && entry.Payload != null)
            .Select(entry => entry.Payload!).ToListAsync(cancel);
        return states.Select(state => JsonSerializer.Deserialize<PersonBody>(state, ContractJson.Options)!);
    }

    static IEnumerable<string> WordsOf(PersonBody p) => [p.Name, .. (p.OtherSpellings ?? []).Select(spelling => spelling.Name), .. p.Emails ?? [], .. p.Phones ?? []];
}
