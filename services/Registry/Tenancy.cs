using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.Registry.Duplicates;
using MayorsMechanism.Registry.Memberships;
using MayorsMechanism.Registry.Merges;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;

namespace MayorsMechanism.Registry;

/// <summary>
/// Who sees and edits what. The secretariat: everything. A network: its members of today (itself among them) and their people; of all other
/// organisations only the verified ones, as a directory. What a caller may not see is filtered in the query, so it looks like nothing.
/// </summary>
[SkipValidation] // The framework's validation would walk the queries below, and so run them.
public sealed class Tenancy(RegistryDbContext db, Caller caller, DateOnly today) : IReader
{
    /// <summary>Bound per request, like the caller it speaks for.</summary>
    public static ValueTask<Tenancy> BindAsync(HttpContext http)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return ValueTask.FromResult(new Tenancy(
            http.RequestServices.GetRequiredService<RegistryDbContext>(), Caller.From(http.User), DateOnly.FromDateTime(now.UtcDateTime)));
    }

    public Caller Caller => caller;
    public RegistryDbContext Db => db;
    MessagingDbContext IReader.Db => db;
    public DateOnly Today => today;

    /// <summary>A network that registers something is known and active, until the end of the transaction.</summary>
    /// <exception cref="RuleViolation">It is not.</exception>
    public async Task RequireOwnNetworkAsync(CancellationToken cancel)
    {
        if (caller.NetworkId is not { } network) return;
        if (!await db.Organisations.AnyAsync(o => o.Id == network && o.Kind == OrganisationKind.Network, cancel)) throw new RuleViolation("network-unknown");
        (await db.LockAsync(network, shared: true, cancel)).RequireActive();
    }

    public IQueryable<Organisation> Readable =>
        caller.IsSecretariat ? db.Organisations : db.Organisations.Where(o => o.Verified || Members.Contains(o.Id));

    public IQueryable<Organisation> Editable =>
        caller.IsSecretariat ? db.Organisations : db.Organisations.Where(o => Members.Contains(o.Id));

    /// <summary>For an organisation that the caller reads: to hide it would be pointless.</summary>
    /// <exception cref="ProblemException">403: it is no member of the caller's network.</exception>
    public async Task RequireEditableAsync(Guid organisation, CancellationToken cancel)
    {
        if (!await Editable.AnyAsync(o => o.Id == organisation, cancel)) throw new ProblemException(403, "not-your-member");
    }

    /// <summary>A network sees the memberships in itself; those of others are not its affair.</summary>
    public IQueryable<Membership> Memberships =>
        caller.IsSecretariat ? db.Memberships : db.Memberships.Where(m => m.NetworkId == caller.NetworkId);

    /// <summary>People with a present position at a member; and those this network registered, until a first position has begun.</summary>
    public IQueryable<Person> People => caller.IsSecretariat ? db.People : db.People.Where(p => Ours.Contains(p.Id));

    /// <summary>The same people and their present positions, for a request of many queries: of whom a network may see, it asks once.</summary>
    public async Task<(IQueryable<Person> People, IQueryable<Position> Positions)> ReadPeopleAsync(CancellationToken cancel)
    {
        if (caller.IsSecretariat) return (db.People, PresentPositions);
        var ids = await Ours.Distinct().ToArrayAsync(cancel);
        return (db.People.Where(p => ids.Contains(p.Id)), PresentPositions.Where(at => ids.Contains(at.PersonId)));
    }

    /// <summary>
    /// Those of <paramref name="people"/> who let their addresses and numbers not be shared: only the network that wrote them still sees them.
    /// </summary>
    public async Task<IReadOnlySet<Guid>> WithoutContactsAsync(IEnumerable<Guid> people, CancellationToken cancel)
    {
        if (caller.IsSecretariat) return new HashSet<Guid>();
        Guid[] ids = [.. people];
        return await db.Refusing(ConsentUse.ContactSharing).Where(p => ids.Contains(p.Id) && p.ContactsBy != caller.NetworkId).Select(p => p.Id).ToHashSetAsync(cancel);
    }

    /// <summary>
    /// Those of <paramref name="people"/> who let their addresses and numbers not be shared, or once did, whoever wrote them; the secretariat sees
    /// them anyway. Who takes contacts over may say that they are shared again: that tells of those that it wrote, not of those before.
    /// </summary>
    public async Task<IReadOnlySet<Guid>> EverRefusingContactsAsync(IEnumerable<Guid> people, CancellationToken cancel)
    {
        if (caller.IsSecretariat) return new HashSet<Guid>();
        Guid[] ids = [.. people];
        return await db.People.Where(p => ids.Contains(p.Id) && (RegistryDbContext.Refuses(p.Id, "contact-sharing")
            || EF.Functions.JsonContains(p.Consents, """[{"use":"contact-sharing","granted":false}]"""))).Select(p => p.Id).ToHashSetAsync(cancel);
    }

    public IQueryable<Position> PresentPositions => ReadablePositions.Where(at => (at.From == null || at.From <= today) && (at.To == null || at.To >= today));

    /// <summary>Positions of <paramref name="person"/> at organisations that the caller may read.</summary>
    public IQueryable<Position> PositionsOf(Guid person) => ReadablePositions.Where(at => at.PersonId == person);

    // Verified is looked up for each: asked with Any, all verified organisations would be read first.
    public IQueryable<Position> ReadablePositions =>
        caller.IsSecretariat ? db.Positions : db.Positions.Where(at => Members.Contains(at.OrganisationId)
            || db.Organisations.Where(o => o.Id == at.OrganisationId).Select(o => o.Verified).First());

    /// <summary>Memberships of today that the caller may see.</summary>
    public IQueryable<Membership> PresentMemberships => Memberships.Where(m =>
        m.Status == MembershipStatus.Confirmed && (m.From == null || m.From <= today) && (m.To == null || m.To >= today));

    /// <summary>Organisations in networks today, as far as the caller may see: by a membership of their own, or of a record that speaks for them.</summary>
    public IQueryable<Member> PresentMembers => PresentMemberships.Select(m => new Member { OrganisationId = m.OrganisationId, NetworkId = m.NetworkId })
        .Concat(db.SpokenOrganisations().Join(PresentMemberships, merged => merged.By, m => m.OrganisationId,
            (merged, m) => new Member { OrganisationId = merged.Id, NetworkId = m.NetworkId }));

    /// <summary>Of merged ones among <paramref name="organisations"/> the record that speaks for each, as far as the caller may read it.</summary>
    public async Task<IReadOnlyDictionary<Guid, Organisation>> SpeakersAsync(IEnumerable<Organisation> organisations, CancellationToken cancel)
    {
        Guid[] merged = [.. organisations.Where(o => o.Status is OrganisationStatus.Merged).Select(o => o.Id)];
        if (merged.Length == 0) return new Dictionary<Guid, Organisation>();
        return await db.SpokenOrganisations().Where(spoken => merged.Contains(spoken.Id))
            .Join(Readable.Where(o => o.Status != OrganisationStatus.Merged), spoken => spoken.By, o => o.Id, (spoken, o) => new { spoken.Id, Organisation = o })
            .AsNoTracking().ToDictionaryAsync(spoken => spoken.Id, spoken => spoken.Organisation, cancel);
    }

    /// <summary>Of merged ones among <paramref name="people"/> the record that speaks for each, as far as the caller may read it.</summary>
    public async Task<IReadOnlyDictionary<Guid, Person>> SpeakersAsync(IEnumerable<Person> people, CancellationToken cancel)
    {
        Guid[] merged = [.. people.Where(p => p.Status is PersonStatus.Merged).Select(p => p.Id)];
        if (merged.Length == 0) return new Dictionary<Guid, Person>();
        return await db.SpokenPeople(merged).Join(People.Where(p => p.Status == PersonStatus.Active), spoken => spoken.By, p => p.Id, (spoken, p) => new { spoken.Id, Person = p })
            .AsNoTracking().ToDictionaryAsync(spoken => spoken.Id, spoken => spoken.Person, cancel);
    }

    /// <summary>What was merged into each of <paramref name="organisations"/>, also through others, as far as the caller may read it.</summary>
    public async Task<ILookup<Guid, Organisation>> MergedIntoAsync(Guid[] organisations, CancellationToken cancel) =>
        (await db.SpokenOrganisations().Where(spoken => organisations.Contains(spoken.By))
            .Join(Readable, spoken => spoken.Id, o => o.Id, (spoken, o) => new { spoken.By, Organisation = o }).AsNoTracking().ToListAsync(cancel))
        .ToLookup(spoken => spoken.By, spoken => spoken.Organisation);

    /// <summary>
    /// Changes of what the caller may edit. What an erasure removed is not there to ask whose it was: only the secretariat still sees that.
    /// </summary>
    public IQueryable<HistoryEntry> History => caller.IsSecretariat ? db.History : db.History.Where(entry =>
        Members.Concat(Ours).Contains(entry.RootId) && (entry.Record == "organisation" || entry.Record == "person"
            || entry.Record == "organisation-document" || entry.Record == "person-document"
            || Memberships.Any(m => m.Id == entry.RecordId) || ReadablePositions.Any(at => at.Id == entry.RecordId)));

    /// <summary>Pairs of records of which the caller may read both. A network is told of them only through <see cref="ShowAsync"/>.</summary>
    public IQueryable<Duplicate> Duplicates => caller.IsSecretariat ? db.Duplicates : db.Duplicates.Where(d => d.Kind == DuplicateKind.Person
        ? Ours.Contains(d.FirstId) && Ours.Contains(d.SecondId)
        : (Members.Contains(d.FirstId) || db.Organisations.Where(o => o.Id == d.FirstId).Select(o => o.Verified).First())
            && (Members.Contains(d.SecondId) || db.Organisations.Where(o => o.Id == d.SecondId).Select(o => o.Verified).First()));

    /// <summary>
    /// Those of <paramref name="pairs"/> that are not alike enough without what the caller may not see of their evidence. That they are pairs
    /// would confirm to a network that it guessed somebody's withheld address.
    /// </summary>
    public async Task<Guid[]> UntoldAsync(IQueryable<Duplicate> pairs, CancellationToken cancel)
    {
        if (caller.IsSecretariat) return [];
        var withholding = db.Refusing(ConsentUse.ContactSharing).Where(p => p.ContactsBy != caller.NetworkId);
        var hidden = db.Positions.Where(at => !ReadablePositions.Any(readable => readable.Id == at.Id));
        var partly = await pairs.Where(d => d.Kind == DuplicateKind.Person && (withholding.Any(p => p.Id == d.FirstId) || withholding.Any(p => p.Id == d.SecondId)
            || hidden.Any(at => at.PersonId == d.FirstId) || hidden.Any(at => at.PersonId == d.SecondId)))
            .Concat(pairs.Where(d => EF.Functions.JsonContains(d.Evidence, Duplicate.ThroughMerge))).ToListAsync(cancel);
        return [.. partly.Select(d => d.Id).Except((await ShowAsync(partly, cancel)).Select(d => d.Id))];
    }

    /// <summary>
    /// Without the organisations and contacts in their evidence that the caller may not read, nor what stands in merged records, as strong as
    /// the rest is, and without what the secretariat noted; not at all when the rest would suggest nothing.
    /// </summary>
    public async Task<IReadOnlyList<DuplicateResponse>> ShowAsync(IReadOnlyList<Duplicate> pairs, CancellationToken cancel)
    {
        if (caller.IsSecretariat) return [.. pairs.Select(DuplicateResponse.Of)];
        var named = pairs.SelectMany(d => d.Evidence).Where(e => e.Kind is EvidenceKind.Organisation)
            .SelectMany(e => new[] { Guid.Parse(e.First), Guid.Parse(e.Second) }).ToArray();
        var readable = await Readable.Where(o => named.Contains(o.Id)).Select(o => $"{o.Id}").ToHashSetAsync(cancel);
        var withheld = await WithoutContactsAsync(pairs.SelectMany(d => new[] { d.FirstId, d.SecondId }), cancel);
        return [.. pairs.Select(d => DuplicateResponse.Of(d, d.Evidence.Where(e => !e.ThroughMerge && e.Kind switch
        {
            EvidenceKind.Organisation => readable.Contains(e.First) && readable.Contains(e.Second),
            EvidenceKind.Email or EvidenceKind.Phone => !withheld.Contains(d.FirstId) && !withheld.Contains(d.SecondId),
            _ => true,
        }))).Where(shown => Likenesses.Suggests(shown.Kind, shown.Strength))];
    }

    /// <summary>
    /// Those of <paramref name="organisations"/> that a mirror of the network may hold: members at some time, or in time to come, the network
    /// itself, and what was ever merged into one of them, the merge undone or not.
    /// </summary>
    public async Task<Guid[]> EverMembersAsync(Guid[] organisations, CancellationToken cancel) => caller.NetworkId is not { } network ? []
        : await db.Database.SqlQuery<Guid>($"""
            WITH RECURSIVE spoken(id, by) AS (SELECT id, id FROM unnest({organisations}) AS id
                UNION SELECT spoken.id, m.into_id FROM spoken JOIN merges m ON m.organisation_id = spoken.by)
            SELECT DISTINCT id FROM spoken WHERE by = {network}
                OR EXISTS (SELECT FROM memberships m WHERE m.organisation_id = by AND m.network_id = {network} AND m.status = 'confirmed')
            """).ToArrayAsync(cancel);

    /// <summary>One set of ids, which the database can start from: a condition asked of each person would be slow where few of very many are seen.</summary>
    IQueryable<Guid> Ours => db.Positions
        .Where(at => (at.From == null || at.From <= today) && (at.To == null || at.To >= today) && Members.Contains(at.OrganisationId))
        .Select(at => at.PersonId)
        .Concat(db.People.Where(p => p.RegisteredBy == caller.NetworkId && !db.Positions.Any(at => at.PersonId == p.Id && (at.From == null || at.From <= today)))
            .Select(p => p.Id));

    /// <summary>Ids of the network's members today: confirmed memberships, the network itself, and what was merged into one of them.</summary>
    IQueryable<Guid> Members => db.Memberships
        .Where(m => m.NetworkId == caller.NetworkId && m.Status == MembershipStatus.Confirmed
            && (m.From == null || m.From <= today) && (m.To == null || m.To >= today))
        .Select(m => m.OrganisationId)
        .Concat(db.Organisations.Where(o => o.Id == caller.NetworkId).Select(o => o.Id))
        .Concat(db.Organisations.Where(o => o.CanonicalId != null && RegistryDbContext.IsMember(o.Id, caller.NetworkId!.Value, today)).Select(o => o.Id));
}

/// <summary>An organisation in a network.</summary>
public sealed record Member
{
    public required Guid OrganisationId { get; init; }
    public required Guid NetworkId { get; init; }
}
