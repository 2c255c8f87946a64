using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Copies;

static class SamePeople
{
    /// <summary>The records of these people: their own and those that were merged into them, however often.</summary>
    /// <param name="db">The service's context.</param>
    /// <param name="people">Those who speak for themselves.</param>
    /// <param name="cancel">Stops reading.</param>
    public static async Task<List<(Guid Person, PersonCopy Record)>> SamePeopleAsync(this ConsultationsDbContext db, Guid[] people, CancellationToken cancel)
    {
        var found = (await db.PersonCopies.AsNoTracking().Where(p => people.Contains(p.Id)).ToListAsync(cancel))
            .Select(record => (Person: record.Id, Record: record)).ToList();
        // Into an erased one, too: its own record is gone.
        var speaksFor = people.ToDictionary(person => person, person => person);
        for (var last = people; last.Length > 0;)
        {
            var merged = await db.PersonCopies.AsNoTracking().Where(p => p.CanonicalId != null && last.Contains(p.CanonicalId.Value)).ToListAsync(cancel);
            last = [.. merged.Where(record => speaksFor.TryAdd(record.Id, speaksFor[record.CanonicalId!.Value])).Select(record => record.Id)];
            found.AddRange(merged.Where(record => last.Contains(record.Id)).Select(record => (speaksFor[record.Id], record)));
        }
        return found;
    }
}
