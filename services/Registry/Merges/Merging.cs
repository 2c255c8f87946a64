using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Merges;

/// <summary>Merges two records, inside a transaction that has locked identities.</summary>
static class Merging
{
    /// <exception cref="ProblemException">One of them does not exist, or a rule says no.</exception>
    public static async Task<Merge> MergePeopleAsync(this RegistryDbContext db, Guid id, Guid into, CancellationToken cancel)
    {
        // Both at once and in one order: of two merges that cross, the second finds a record that is not active any more.
        var people = await db.People.FromSql($"SELECT * FROM people WHERE id = ANY ({new[] { id, into }}) ORDER BY id FOR UPDATE").ToListAsync(cancel);
        var merge = new Merge(Find(id, "personId"), Find(into, "intoId"));
        db.Add(merge);
        return merge;

        Person Find(Guid id, string field) => people.SingleOrDefault(p => p.Id == id) ?? throw new ShapeException(field, "unknown-person");
    }

    /// <exception cref="ProblemException">One of them does not exist, or a rule says no.</exception>
    public static async Task<Merge> MergeOrganisationsAsync(this RegistryDbContext db, Guid id, Guid into, DateOnly today, CancellationToken cancel)
    {
        var organisations = await db.Organisations
            .FromSql($"SELECT * FROM organisations WHERE id = ANY ({new[] { id, into }}) ORDER BY id FOR UPDATE").ToListAsync(cancel);
        var merge = new Merge(Find(id, "organisationId"), Find(into, "intoId"));
        await RequireNoMembersAsync(db, id, today, cancel);
        db.Add(merge);
        return merge;

        Organisation Find(Guid id, string field) =>
            organisations.SingleOrDefault(o => o.Id == id) ?? throw new ShapeException(field, "unknown-organisation");
    }

    /// <summary>Whose members are whose is never a by-product: it would show one network's people to another.</summary>
    static async Task RequireNoMembersAsync(RegistryDbContext db, Guid network, DateOnly today, CancellationToken cancel)
    {
        if (await db.MembershipsFrom(today).AnyAsync(m => m.NetworkId == network, cancel))
        {
            throw new RuleViolation("merge-of-network-with-members");
        }
    }
}
