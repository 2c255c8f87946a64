using MayorsMechanism.Messaging.History;
using MayorsMechanism.Registry.Memberships;
using MayorsMechanism.Registry.Merges;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Changes;

/// <summary>An organisation as the feed shows it: with the memberships that the caller may see.</summary>
public sealed record OrganisationState(OrganisationResponse Organisation, IReadOnlyList<MembershipResponse> Memberships);

/// <summary>A person as the feed shows them: with the positions that the caller may see.</summary>
public sealed record PersonState(PersonResponse Person, IReadOnlyList<PositionResponse> Positions);

static class RegistryChanges
{
    public static void MapRegistryChanges(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/registry/changes", List).RequireScope(Scopes.RegistryRead).WithTags("Changes").WithName("ListRegistryChanges")
            .WithSummary("List what changed since a cursor, to keep a mirror");

    static Task<ChangesPage> List([AsParameters] ChangesQuery query, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        ChangesFeed.ReadAsync(db, query, changed => ShowAsync(changed, tenancy, db, cancel), cancel);

    static async Task<IReadOnlyList<Change>> ShowAsync(
        IReadOnlyList<ChangedRecord> changed, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        Guid[] organisations = Ids("organisation"), people = Ids("person"), merges = Ids("merge"), at = [];
        if (!tenancy.Caller.IsSecretariat)
        {
            var merged = await db.Merges.AsNoTracking().Where(m => merges.Contains(m.Id)).ToListAsync(cancel);
            var moved = await MovedAsync(changed, merged, db, cancel);
            // To whom another's organisation is verified or is no more, the positions there appear or disappear.
            var foreign = organisations.Except(await tenancy.Editable.Where(o => organisations.Contains(o.Id)).Select(o => o.Id).ToListAsync(cancel));
            (organisations, at) = ([.. organisations.Union(moved)], [.. foreign.Union(moved)]);
            // What is said under one record of a person withholds contacts under all; an undone merge parts them.
            if (people.Length > 0) people = await db.SamePeopleAsync([.. people, .. merged.Where(m => m.PersonId is not null).Select(m => m.IntoId)], cancel);
        }
        return
        [
            .. await OrganisationsAsync(organisations, tenancy, cancel),
            .. await PeopleAsync(people, at, tenancy, db, cancel),
            .. await MergesAsync(merges, tenancy, db, cancel),
        ];

        Guid[] Ids(string record) => [.. changed.Where(c => c.Record == record).Select(c => c.Id).Distinct()];
    }

    /// <summary>
    /// With its membership, or its merge into a member, an organisation takes its people and all that was merged into it into a network's
    /// view, or out of it.
    /// </summary>
    static async Task<Guid[]> MovedAsync(IReadOnlyList<ChangedRecord> changed, IEnumerable<Merge> merged, RegistryDbContext db, CancellationToken cancel)
    {
        Guid[] moved = [.. changed.Where(c => c.Part == "membership").Select(c => c.Id), .. merged.Select(m => m.OrganisationId).OfType<Guid>()];
        return moved.Length == 0 ? [] : await db.BehindOrganisationsAsync(moved, cancel);
    }

    static async Task<IEnumerable<Change>> OrganisationsAsync(Guid[] ids, Tenancy tenancy, CancellationToken cancel)
    {
        var seen = await tenancy.Readable.AsNoTracking().Where(o => ids.Contains(o.Id)).ToListAsync(cancel);
        var memberships = await tenancy.Memberships.AsNoTracking().Where(m => ids.Contains(m.OrganisationId)).ToListAsync(cancel);
        var once = await tenancy.EverMembersAsync(ids, cancel);
        return seen.Select(o => new Change("organisation", o.Id, false, new OrganisationState(
                OrganisationResponse.From(o), [.. memberships.Where(m => m.OrganisationId == o.Id).Select(MembershipResponse.Of)])))
            .Concat(Gone("organisation", once, seen.Select(o => o.Id)));
    }

    static async Task<IEnumerable<Change>> PeopleAsync(Guid[] ids, Guid[] at, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        // Ids that the database can start from: asked as a condition of each person, it would read them all.
        var there = await db.Positions.Where(held => at.Contains(held.OrganisationId)).Select(held => held.PersonId).Distinct().ToListAsync(cancel);
        Guid[] concerned = [.. ids.Union(there)];
        var seen = await tenancy.People.AsNoTracking().Where(p => p.Status != PersonStatus.Erased && concerned.Contains(p.Id)).ToListAsync(cancel);
        var people = seen.Select(p => p.Id).ToArray();
        var positions = await tenancy.ReadablePositions.AsNoTracking().Where(held => people.Contains(held.PersonId)).ToListAsync(cancel);
        var withheld = await tenancy.WithoutContactsAsync(people, cancel);
        var places = await db.Positions.Where(held => concerned.Contains(held.PersonId)).Select(held => held.OrganisationId).Distinct().ToArrayAsync(cancel);
        var ours = await tenancy.EverMembersAsync(places, cancel);
        // That an id was erased tells nobody anything, and whoever has a copy must know.
        var once = await db.People.Where(p => concerned.Contains(p.Id)).Where(p => p.Status == PersonStatus.Erased || p.RegisteredBy == tenancy.Caller.NetworkId
            || db.Positions.Any(held => held.PersonId == p.Id && ours.Contains(held.OrganisationId))).Select(p => p.Id).ToListAsync(cancel);
        return seen.Select(p => new Change("person", p.Id, false, new PersonState(
                PersonResponse.From(p, withheld), [.. positions.Where(held => held.PersonId == p.Id).Select(PositionResponse.Of)])))
            .Concat(Gone("person", once, people));
    }

    static async Task<IEnumerable<Change>> MergesAsync(Guid[] ids, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel) =>
        tenancy.Caller.IsSecretariat
            ? (await db.Merges.AsNoTracking().Where(m => ids.Contains(m.Id)).ToListAsync(cancel)).Select(m => new Change("merge", m.Id, false, MergeResponse.Of(m)))
            : [];

    static IEnumerable<Change> Gone(string record, IEnumerable<Guid> once, IEnumerable<Guid> seen) =>
        once.Except(seen).Select(id => new Change(record, id, true, null));
}
