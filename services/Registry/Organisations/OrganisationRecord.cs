using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.Registry.Memberships;
using MayorsMechanism.Registry.Merges;
using MayorsMechanism.Registry.Search;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MayorsMechanism.Registry.Organisations;

/// <summary>An organisation as the feed shows it: with the memberships that the caller may see.</summary>
public sealed record OrganisationState(OrganisationResponse Organisation, IReadOnlyList<MembershipResponse> Memberships);

/// <summary>How an organisation is stored, told with its memberships, and shown.</summary>
sealed class OrganisationRecord : SharedRecord<Organisation, Tenancy>
{
    public override string Name => "organisation";

    protected override void Map(EntityTypeBuilder<Organisation> organisation)
    {
        organisation.Property(o => o.Kind).HasConversion<KebabCase<OrganisationKind>>();
        organisation.Property(o => o.Status).HasConversion<KebabCase<OrganisationStatus>>();
        organisation.Property(o => o.OtherNames).AsJson();
        organisation.Property(o => o.Competences).AsJson();
        organisation.HasIndex(o => new { o.Country, o.Kind, o.Id });
        organisation.IsFoundBy("search_text(name, other_names)");
        organisation.HasIndex(o => o.CanonicalId).HasFilter("canonical_id IS NOT NULL");
        organisation.HasIndex(o => o.Languages).HasMethod("gin");
        organisation.HasIndex(o => o.Competences).HasMethod("gin").HasOperators("jsonb_path_ops");
    }

    protected override Told<Organisation>? Told => new(TellAsync, typeof(OrganisationChanged));

    protected override Naming<Organisation>? Naming => null;

    static async Task<IRecordEvent> TellAsync(DbContext db, Organisation o, long version, CancellationToken cancel) =>
        EventOf(o, version, await db.PartsAsync<Membership>(o, m => m.OrganisationId, cancel));

    public static IRecordEvent EventOf(Organisation o, long version, IEnumerable<Membership> memberships) =>
        new OrganisationChanged
        {
            Id = o.Id,
            Version = version,
            Name = o.Name,
            Kind = KebabCase.Of(o.Kind),
            Country = o.Country,
            Region = o.Region,
            Subregion = o.Subregion,
            IntermediateRegion = o.IntermediateRegion,
            Population = o.Population,
            Languages = o.Languages,
            OtherNames = [.. o.OtherNames.Select(n => new OrganisationName { Name = n.Name, Kind = KebabCase.Of(n.Kind), Language = n.Language })],
            Verified = o.Verified,
            Status = KebabCase.Of(o.Status),
            CanonicalId = o.CanonicalId,
            Memberships = [.. memberships.OrderBy(m => m.Id).Select(m =>
                new OrganisationMembership { NetworkId = m.NetworkId, From = m.From, To = m.To, Status = KebabCase.Of(m.Status) })],
        };

    protected override IQueryable<Organisation> Seen(Tenancy tenancy) => tenancy.Readable;

    protected override async Task<IEnumerable<Guid>> OnceAsync(Tenancy tenancy, Guid[] unseen, CancellationToken cancel) =>
        await tenancy.EverMembersAsync(unseen, cancel);

    protected override async Task<IEnumerable<Shown>> ShowAsync(Tenancy tenancy, IQueryable<Organisation> seen, CancellationToken cancel)
    {
        var organisations = await seen.ToListAsync(cancel);
        var ids = organisations.Select(o => o.Id).ToArray();
        var memberships = (await tenancy.Memberships.AsNoTracking().Where(m => ids.Contains(m.OrganisationId)).ToListAsync(cancel)).ToLookup(m => m.OrganisationId);
        return organisations.Select(o => new Shown(o.Id, new OrganisationState(OrganisationResponse.From(o), [.. memberships[o.Id].Select(MembershipResponse.Of)])));
    }

    protected override async Task<IQueryable<Guid>?> AroundAsync(ChangedPage<Tenancy> page, CancellationToken cancel)
    {
        var moved = await MovedAsync(page, cancel);
        return moved.Length == 0 ? null : page.Reader.Db.Organisations.Where(o => moved.Contains(o.Id)).Select(o => o.Id);
    }

    /// <summary>
    /// With its membership, or its merge into a member, an organisation takes its people and all that was merged into it into a network's
    /// view, or out of it.
    /// </summary>
    public static async Task<Guid[]> MovedAsync(ChangedPage<Tenancy> page, CancellationToken cancel)
    {
        var (db, merges) = (page.Reader.Db, page.Changed<Merge>());
        var merged = merges.Length == 0 ? [] : await db.Merges.Where(m => merges.Contains(m.Id) && m.OrganisationId != null).Select(m => m.OrganisationId!.Value).ToListAsync(cancel);
        Guid[] moved = [.. page.Changed<Membership>(), .. merged];
        return moved.Length == 0 ? [] : await db.BehindOrganisationsAsync(moved, cancel);
    }
}
