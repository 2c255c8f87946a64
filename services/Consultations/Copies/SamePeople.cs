using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Copies;

static class SamePeople
{
    /// <summary>The records of these people: their own and those that were merged into them, however often; into an erased one, too, whose own is gone.</summary>
    /// <param name="db">The service's context.</param>
    /// <param name="people">Those who speak for themselves.</param>
    /// <param name="cancel">Stops reading.</param>
    public static async Task<List<(Guid Person, PersonCopy Record)>> SamePeopleAsync(this ConsultationsDbContext db, Guid[] people, CancellationToken cancel)
    {
        var same = db.Database.SqlQuery<Same>($"""
            SELECT person, id FROM (
                WITH RECURSIVE same(person, id) AS (
                    SELECT id, id FROM unnest({people}) AS id
                    UNION
                    SELECT same.person, copy.id FROM same JOIN person_copies AS copy ON copy.canonical_id = same.id)
                SELECT person, id FROM same) AS same
            """);
        var records = await (from each in same join copy in db.PersonCopies on each.Id equals copy.Id orderby copy.Id == each.Person descending select new { each.Person, Record = copy })
            .AsNoTracking().ToListAsync(cancel);
        return [.. records.Select(each => (each.Person, each.Record))];
    }

    sealed record Same(Guid Person, Guid Id);
}
