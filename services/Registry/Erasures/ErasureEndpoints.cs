using MayorsMechanism.Messaging.Erasure;
using MayorsMechanism.Messaging.Files;
using MayorsMechanism.Registry.Imports;
using MayorsMechanism.Registry.Merges;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Erasures;

/// <summary>How far the erasure of a person has come.</summary>
/// <param name="PersonId">Who.</param>
/// <param name="Complete">Whether every service has given its receipt.</param>
/// <param name="Receipts">Each service that was told of people, and when it had removed everything; null while it has not said so.</param>
public sealed record ErasureResponse(Guid PersonId, bool Complete, IReadOnlyDictionary<string, DateTimeOffset?> Receipts);

static class ErasureEndpoints
{
    public static void MapErasures(this IEndpointRouteBuilder app)
    {
        var person = app.MapGroup("/api/v1/people/{id:guid}").WithTags("People").RequireSecretariat();
        person.MapPost("/erase", Erase).RequireScope(Scopes.RegistryWrite).WithName("ErasePerson")
            .WithSummary("Remove everything that identifies a person, in every service, for good");
        person.MapGet("/erasure", Get).RequireScope(Scopes.RegistryRead).WithName("GetErasure").WithSummary("Read how far an erasure has come");
    }

    /// <summary>Records merged into this one are of the same person, and go with it.</summary>
    static async Task<Results<Accepted<ErasureResponse>, NotFound>> Erase(Guid id, IfMatch ifMatch, RegistryDbContext db, TimeProvider time, CancellationToken cancel)
    {
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        await db.LockIdentitiesAsync(cancel);
        var people = await db.People.FromSql($"""
            WITH RECURSIVE same(id) AS (SELECT {id} UNION SELECT p.id FROM people p JOIN same ON p.canonical_id = same.id)
            SELECT * FROM people WHERE id IN (SELECT id FROM same) ORDER BY id FOR UPDATE
            """).ToListAsync(cancel);
        if (people.SingleOrDefault(p => p.Id == id) is not { } person) return TypedResults.NotFound();
        if (person.Status is PersonStatus.Erased) return TypedResults.Accepted($"/api/v1/people/{id}/erasure", await ReadAsync(id, db, cancel));
        if (person.Status is PersonStatus.Merged) throw new RuleViolation("erase-canonical", person.CanonicalId);
        ifMatch.Claim(person);
        await EraseAsync(people, person, db, time.GetUtcNow(), cancel);
        await transaction.CommitAsync(cancel);
        return TypedResults.Accepted($"/api/v1/people/{id}/erasure", await ReadAsync(id, db, cancel));
    }

    static async Task EraseAsync(List<Person> people, Person claimed, RegistryDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        Guid[] ids = [.. people.Select(p => p.Id)];
        db.PendingErasures.Add(await ImportErasure.PendingOfAsync(db, claimed, people, now, cancel));
        db.Left.Add(ErasureWorker.Name);
        var owing = await db.Subscribers.Where(subscriber => subscriber.Record == "person").Select(subscriber => subscriber.Service).ToListAsync(cancel);
        db.RemoveRange(await db.Positions.Where(at => ids.Contains(at.PersonId)).ToListAsync(cancel));
        var documents = await db.PersonDocuments.Where(d => ids.Contains(d.PersonId)).ToListAsync(cancel);
        await db.DropFilesAsync(documents.Select(d => d.File), cancel);
        db.RemoveRange(documents);
        var named = await db.NamingAsync(ids, cancel);
        // Pairs of whoever spoke for them before the merge was undone say what they are called.
        var speaking = (await db.EverSpeakingAsync(ids, cancel)).Except(ids).ToArray();
        named.AddRange(await db.Duplicates.Where(pair => (speaking.Contains(pair.FirstId) || speaking.Contains(pair.SecondId))
            && !ids.Contains(pair.FirstId) && !ids.Contains(pair.SecondId)
            && db.History.Any(entry => entry.RootId == pair.Id && entry.Payload!.Contains("\"throughMerge\":true"))).ToListAsync(cancel));
        foreach (var record in named) db.Forget(record, ids);
        foreach (var person in people)
        {
            db.AddRange(owing.Prepend("registry").Select(service => new ErasureReceipt { PersonId = person.Id, Service = service }));
        }
        await db.ForgetAsync(ids, [.. named.Select(record => record.Id)], cancel);
        await db.SaveChangesAsync(cancel);
    }

    static async Task<Results<Ok<ErasureResponse>, NotFound>> Get(Guid id, RegistryDbContext db, CancellationToken cancel) =>
        await db.Tombstones.AnyAsync(tombstone => tombstone.RecordId == id, cancel) ? TypedResults.Ok(await ReadAsync(id, db, cancel)) : TypedResults.NotFound();

    static async Task<ErasureResponse> ReadAsync(Guid id, RegistryDbContext db, CancellationToken cancel)
    {
        var receipts = await db.ErasureReceipts.Where(receipt => receipt.PersonId == id).ToDictionaryAsync(receipt => receipt.Service, receipt => receipt.At, cancel);
        return new(id, receipts.Values.All(at => at is not null), receipts);
    }
}
