using MayorsMechanism.Registry.Search;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace MayorsMechanism.Registry.People;

static class PersonEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder app)
    {
        var people = app.MapGroup("/api/v1/people").WithTags("People");
        people.MapGet("/", List).RequireScope(Scopes.RegistryRead).WithName("ListPeople").WithSummary("List or search people");
        people.MapGet("/{id:guid}", Get).RequireScope(Scopes.RegistryRead).WithName("GetPerson").WithSummary("Read a person");
        people.MapPost("/", Register).RequireScope(Scopes.RegistryWrite).WithName("RegisterPerson").WithSummary("Register a person");
        people.MapPatch("/{id:guid}", Patch).RequireScope(Scopes.RegistryWrite).WithName("PatchPerson").WithSummary("Change a person");
        people.MapPost("/{id:guid}/consents", RecordConsent).RequireScope(Scopes.RegistryWrite).WithName("RecordConsent")
            .WithSummary("Record that a person consents to a use, or no longer does");
    }

    static async Task<Page<PersonResponse>> List(
        [AsParameters] PersonFilter filter, [AsParameters] SearchQuery search, [AsParameters] PageQuery page, Tenancy tenancy, RegistryDbContext db,
        CancellationToken cancel)
    {
        await using var reading = await search.BeginAsync(db, cancel);
        var (people, positions) = search.Q is null ? (tenancy.People, tenancy.PresentPositions) : await tenancy.ReadPeopleAsync(cancel);
        var all = (await filter.AmongAsync(people, tenancy, db, cancel)).AsNoTracking();
        var found = search.Q is { } q
            ? await Finder.FindAsync(db, q, (closeness, folded) => [Finder.ByName(all, closeness, folded), ByTitle(all, positions, closeness, folded)], cancel)
            : null;
        var result = found is null
            ? await page.RunAsync(all, cancel)
            : await Finder.PageAsync(found, all, page, cancel);
        if (search.Counts is true) result = result with { Counts = await PersonCounts.OfAsync(await SearchQuery.CountedAsync(found, all, cancel), filter, tenancy, db, cancel) };
        var withheld = await tenancy.WithoutContactsAsync(result.Items.Select(p => p.Id), cancel);
        return result.Select(p => PersonResponse.From(p, withheld));
    }

    /// <summary>By titles of present positions, as far as the caller may read those.</summary>
    static IQueryable<Match>? ByTitle(IQueryable<Person> all, IQueryable<Position> positions, Closeness closeness, string folded) =>
        Wanted.Of(closeness, folded) is { } wanted
            ? positions
                .Where(at => EF.Property<NpgsqlTsVector>(at, Findable.Lexemes).Matches(wanted) && all.Any(p => p.Id == at.PersonId)).Take(Finder.Most)
                .Select(at => new Match(at.PersonId, closeness, true, 1 - EF.Functions.TrigramsSimilarity(at.Title!, folded)))
            : null;

    static async Task<Results<RecordResult<PersonResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancel) is { } person
            ? await ShowAsync(person, tenancy, cancel)
            : TypedResults.NotFound();

    static async Task<CreatedRecord<PersonResponse>> Register(RegisterPerson body, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        await tenancy.RequireOwnNetworkAsync(cancel);
        var person = new Person(body, tenancy.Caller.NetworkId);
        person.Record(body.Consents ?? [], tenancy.Today);
        db.Add(person);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new($"/api/v1/people/{person.Id}", PersonResponse.From(person));
    }

    static async Task<Results<RecordResult<PersonResponse>, NotFound>> Patch(
        Guid id, MergePatch<PersonBody> patch, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (await tenancy.People.SingleOrDefaultAsync(p => p.Id == id, cancel) is not { } person) return TypedResults.NotFound();
        ifMatch.Claim(person);
        var withheld = (await tenancy.WithoutContactsAsync([id], cancel)).Contains(id);
        person.Set(await patch.ApplyToAsync(PersonResponse.BodyOf(person, withheld)), tenancy.Caller.NetworkId, withheld);
        await db.SaveChangesAsync(cancel);
        return await ShowAsync(person, tenancy, cancel);
    }

    static Task<Results<RecordResult<PersonResponse>, NotFound>> RecordConsent(
        Guid id, Consent body, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        db.InTransactionAsync<Results<RecordResult<PersonResponse>, NotFound>>(async () =>
        {
            if (await tenancy.People.SingleOrDefaultAsync(p => p.Id == id, cancel) is not { } person) return TypedResults.NotFound();
            ifMatch.Claim(person);
            if (person.WouldUnlock(body, tenancy.Today) && (await tenancy.WithoutContactsAsync([id], cancel)).Contains(id)) throw new RuleViolation("contacts-withheld");
            person.Record([body], tenancy.Today, body.DocumentId is { } proof ? await HoldAsync(id, proof, db, cancel) : null);
            await db.SaveChangesAsync(cancel);
            return await ShowAsync(person, tenancy, cancel);
        }, cancel);

    /// <summary>The document about the person, if it is one: the lock keeps it from being removed meanwhile.</summary>
    static async Task<Guid?> HoldAsync(Guid person, Guid document, RegistryDbContext db, CancellationToken cancel)
    {
        await db.LockPersonAsync(person, cancel);
        return await db.PersonDocuments.AnyAsync(d => d.Id == document && d.PersonId == person, cancel) ? document : null;
    }

    static async Task<RecordResult<PersonResponse>> ShowAsync(Person person, Tenancy tenancy, CancellationToken cancel) =>
        new(PersonResponse.From(person, await tenancy.WithoutContactsAsync([person.Id], cancel)),
            isWhole: tenancy.Caller.IsSecretariat); // Under another record of theirs, a person lets contacts not be shared.
}
