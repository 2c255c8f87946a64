using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.People;

/// <summary>Filters of the people list.</summary>
/// <param name="Organisation">Only people with a present position there.</param>
public sealed record PersonFilter(Guid? Organisation)
{
    /// <summary>What the caller may read of it.</summary>
    internal IQueryable<Person> Apply(Tenancy tenancy, RegistryDbContext db)
    {
        var all = tenancy.People.AsNoTracking();
        return Organisation is not { } organisation ? all : all.Where(p => db.Positions.Any(at => at.PersonId == p.Id && at.OrganisationId == organisation
            && tenancy.Readable.Any(o => o.Id == organisation)
            && (at.From == null || at.From <= tenancy.Today) && (at.To == null || at.To >= tenancy.Today)));
    }
}

static class PersonEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder app)
    {
        var people = app.MapGroup("/api/v1/people").WithTags("People");
        people.MapGet("/", List).RequireScope(Scopes.RegistryRead).WithName("ListPeople").WithSummary("List people");
        people.MapGet("/{id:guid}", Get).RequireScope(Scopes.RegistryRead).WithName("GetPerson").WithSummary("Read a person");
        people.MapPost("/", Register).RequireScope(Scopes.RegistryWrite).WithName("RegisterPerson").WithSummary("Register a person");
        people.MapPatch("/{id:guid}", Patch).RequireScope(Scopes.RegistryWrite).WithName("PatchPerson").WithSummary("Change a person");
        people.MapPost("/{id:guid}/consents", RecordConsent).RequireScope(Scopes.RegistryWrite).WithName("RecordConsent")
            .WithSummary("Record that a person consents to a use, or no longer does");
    }

    static async Task<Page<PersonResponse>> List(
        [AsParameters] PersonFilter filter, [AsParameters] PageQuery page, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        var all = filter.Apply(tenancy, db);
        var after = page.Cursor<IdCursor>();
        var query = (after is null ? all : all.Where(p => p.Id > after.Id)).OrderBy(p => p.Id);
        return (await page.RunAsync(query, all, p => new IdCursor(p.Id), cancel)).Select(PersonResponse.From);
    }

    static async Task<Results<RecordResult<PersonResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancel) is { } person
            ? new RecordResult<PersonResponse>(PersonResponse.From(person))
            : TypedResults.NotFound();

    static async Task<CreatedRecord<PersonResponse>> Register(RegisterPerson body, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        var person = new Person(body, tenancy.Caller.NetworkId);
        person.Record(body.Consents ?? [], tenancy.Today);
        db.Add(person);
        await db.SaveChangesAsync(cancel);
        return new($"/api/v1/people/{person.Id}", PersonResponse.From(person));
    }

    static async Task<Results<RecordResult<PersonResponse>, NotFound>> Patch(
        Guid id, MergePatch<PersonBody> patch, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (await tenancy.People.SingleOrDefaultAsync(p => p.Id == id, cancel) is not { } person) return TypedResults.NotFound();
        ifMatch.Claim(person);
        person.Set(await patch.ApplyToAsync(PersonResponse.BodyOf(person)));
        await db.SaveChangesAsync(cancel);
        return new RecordResult<PersonResponse>(PersonResponse.From(person));
    }

    static async Task<Results<RecordResult<PersonResponse>, NotFound>> RecordConsent(
        Guid id, Consent body, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        if (await tenancy.People.SingleOrDefaultAsync(p => p.Id == id, cancel) is not { } person) return TypedResults.NotFound();
        ifMatch.Claim(person);
        person.Record([body], tenancy.Today);
        await db.SaveChangesAsync(cancel);
        return new RecordResult<PersonResponse>(PersonResponse.From(person));
    }
}
