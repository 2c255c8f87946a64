using System.Text.Json;
using MayorsMechanism.Registry.Memberships;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.Search;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Imports.Judging;

/// <summary>
/// Rows of organisations. A row is of the record that its id names; without one, of the only record that the uploader may read with the
/// very name, the kind and the country, and no other subdivision. What is retired, or was merged, is told as a possible duplicate.
/// </summary>
sealed class OrganisationJudge(RegistryDbContext db, Tenancy tenancy, IServiceProvider services, JsonSerializerOptions json) : RowJudge(services, json)
{
    static readonly string[] BodyFields = ["name", "kind", "country", "subdivision", "languages", "population", "website", "otherNames", "competences"];

    Dictionary<string, string> _folded = [];
    Dictionary<Guid, Organisation> _byId = [];
    ILookup<string, Organisation> _byKey = Array.Empty<Organisation>().ToLookup(_ => "");
    IReadOnlyDictionary<Guid, Organisation> _speakers = new Dictionary<Guid, Organisation>();
    HashSet<Guid> _editable = [], _withMembers = [];
    Dictionary<Guid, long> _revisions = [];
    ILookup<Guid, Membership> _memberships = Array.Empty<Membership>().ToLookup(m => m.Id);
    List<Organisation> _networks = [];
    IReadOnlyDictionary<Guid, Organisation> _speakingNetworks = new Dictionary<Guid, Organisation>();
    ILookup<Guid, Organisation> _mergedNetworks = Array.Empty<Organisation>().ToLookup(o => o.Id);

    protected override async Task LoadAsync(IReadOnlyList<RowToJudge> rows, CancellationToken cancel)
    {
        var ids = IdsOf(rows.Select(row => TextOf(row.Fields["id"])));
        var names = NamesOf(rows.Where(row => row.Fields["id"] is null).Select(row => TextOf(row.Fields["name"])));
        _folded = await db.FoldAsync(names, cancel);
        string[] keys = [.. _folded.Values.Where(key => key.Length > 0).Distinct()];
        string?[] countries = [.. rows.Select(row => NamesOf([TextOf(row.Fields["country"])]).SingleOrDefault()).Distinct()];
        var alike = await tenancy.Readable.AsNoTracking().Where(o => keys.Contains(Folding.Fold(o.Name)))
            .OrderByDescending(o => countries.Contains(o.Country)).ThenByDescending(o => o.Status == OrganisationStatus.Active).ThenBy(o => o.Id)
            .Take(MostAlike(rows)).Select(o => new { Organisation = o, Key = Folding.Fold(o.Name) }).ToListAsync(cancel);
        _byKey = alike.ToLookup(named => named.Key, named => named.Organisation);
        var byId = await tenancy.Readable.AsNoTracking().Where(o => ids.Contains(o.Id)).ToListAsync(cancel);
        _byId = alike.Select(named => named.Organisation).Concat(byId).DistinctBy(o => o.Id).ToDictionary(o => o.Id);
        _speakers = await tenancy.SpeakersAsync(_byId.Values, cancel);
        Guid[] known = [.. _byId.Keys];
        _editable = [.. tenancy.Caller.IsSecretariat ? known : await tenancy.Editable.Where(o => known.Contains(o.Id)).Select(o => o.Id).ToArrayAsync(cancel)];
        _revisions = await db.RevisionsAsync<Organisation>(known, cancel);
        _memberships = (await db.Memberships.AsNoTracking().Where(m => known.Contains(m.OrganisationId)).ToListAsync(cancel)).ToLookup(m => m.OrganisationId);
        _withMembers = [.. await db.MembershipsFrom(tenancy.Today).Where(m => known.Contains(m.NetworkId)).Select(m => m.NetworkId).Distinct().ToListAsync(cancel)];
        await LoadNetworksAsync(rows, cancel);
    }

    async Task LoadNetworksAsync(IReadOnlyList<RowToJudge> rows, CancellationToken cancel)
    {
        string[] named = [.. rows.SelectMany(row => TextsOf(row.Fields["memberships"], "network")).Distinct()];
        var (ids, names, own) = (IdsOf(named), NamesOf(named), tenancy.Caller.NetworkId);
        _networks = await tenancy.Readable.AsNoTracking()
            .Where(o => o.Kind == OrganisationKind.Network && (ids.Contains(o.Id) || names.Contains(o.Name) || o.Id == own)).ToListAsync(cancel);
        _speakingNetworks = await tenancy.SpeakersAsync(_networks, cancel);
        // A network speaks of memberships in itself only, not of those in what was merged into it.
        if (own is null) _mergedNetworks = await tenancy.MergedIntoAsync([.. _networks.Concat(_speakingNetworks.Values).Select(network => network.Id).Distinct()], cancel);
    }

    protected override async Task<Judged> JudgeAsync(RowToJudge row, CancellationToken cancel)
    {
        var (record, evidence) = Find(row);
        return record is null ? await CreateAsync(row, evidence, cancel) : await ChangeAsync(row, record, cancel);
    }

    (Organisation? Record, RowEvidence[] Evidence) Find(RowToJudge row)
    {
        if (IdOf(row) is { } id) return (_byId.GetValueOrDefault(id) ?? throw new ShapeException("id", "unknown-organisation"), []);
        var (name, country) = (TextOf(row.Fields["name"]), TextOf(row.Fields["country"]));
        if (NamesOf([name]).Length == 0) return (null, []);
        var alike = _byKey[_folded[name!]].Where(o => o.Country == country && !IsElsewhere(o, TextOf(row.Fields["subdivision"]))).ToList();
        var same = alike.Where(o => o.Status is OrganisationStatus.Active && o.Name == name && KebabCase.Of(o.Kind) == TextOf(row.Fields["kind"])).ToList();
        if (same.Count > 1) throw new ShapeException("id", "row-fits-several");
        return (same.SingleOrDefault(), [.. alike.Select(o => (Spelled: o.Name, Record: _speakers.GetValueOrDefault(o.Id, o))).DistinctBy(o => o.Record.Id)
            .Take(MostEvidence).Select(o => new RowEvidence(o.Record.Id, null, o.Record.Name, o.Spelled == name ? "same-name" : "similar-name"))]);
    }

    static bool IsElsewhere(Organisation o, string? subdivision) => subdivision is not null && o.Subdivision is not null && o.Subdivision != subdivision;

    async Task<Judged> CreateAsync(RowToJudge row, RowEvidence[] evidence, CancellationToken cancel)
    {
        var body = await ApplyAsync<OrganisationBody>([], row, BodyFields, cancel);
        var organisation = new Organisation(body, row.Promised ?? Guid.CreateVersion7());
        List<Membership> memberships = [];
        if (tenancy.Caller.NetworkId is { } own)
        {
            (_networks.Find(network => network.Id == own) ?? throw new RuleViolation("network-unknown")).RequireActive();
            memberships.Add(Membership.OfCreator(organisation, own, tenancy.Today));
        }
        var joining = Join(row, organisation, memberships);
        return new(row, evidence.Length > 0 ? RowOutcome.PossibleDuplicate : RowOutcome.Created)
        {
            RecordId = organisation.Id,
            Evidence = evidence,
            Keys = [$"{_folded[body.Name]}|{body.Country}|{KebabCase.Of(body.Kind)}|{body.Subdivision}"],
            Places = [.. memberships.Concat(joining.Added).Select(m => m.NetworkId).Distinct()],
            Change = new(organisation, [organisation, .. memberships, .. joining.Added], [],
                version => OrganisationRecord.EventOf(organisation, version, [.. memberships, .. joining.Added])),
        };
    }

    async Task<Judged> ChangeAsync(RowToJudge row, Organisation found, CancellationToken cancel)
    {
        var record = (Organisation)found.Copy(); // A later row of it is judged as if this one were not.
        var before = Write(OrganisationResponse.BodyOf(record));
        string[] columns = [.. Differing(row, BodyFields, before, row.Fields)];
        if (columns.Length > 0)
        {
            var body = await ApplyAsync<OrganisationBody>(before, row, BodyFields, cancel);
            columns = [.. Differing(row, BodyFields, before, Write(body))];
            if (columns.Length > 0) Change(record, body);
        }
        var changed = columns.Length > 0;
        var memberships = _memberships[record.Id].Select(m => (Membership)m.Copy()).ToList();
        var joining = Join(row, record, memberships);
        if (joining.Added.Count + joining.Changed.Count > 0) columns = [.. columns, "memberships"];
        return new(row, columns.Length > 0 ? RowOutcome.Changed : RowOutcome.Unchanged)
        {
            RecordId = record.Id,
            RecordVersion = checked((int)_revisions[record.Id]),
            Columns = columns,
            Places = [.. joining.Added.Select(m => m.NetworkId).Distinct()],
            Change = columns.Length == 0 ? null : new(record, [.. joining.Added], [.. changed ? [record] : Array.Empty<Entity>(), .. joining.Changed],
                revision => OrganisationRecord.EventOf(record, revision, [.. memberships, .. joining.Added])),
        };
    }

    void Change(Organisation record, OrganisationBody body)
    {
        if (!_editable.Contains(record.Id)) throw new ProblemException(403, "not-your-member");
        record.Change(body, tenancy.Caller, _withMembers.Contains(record.Id));
        record.Touch();
    }

    (List<Membership> Added, List<Membership> Changed) Join(RowToJudge row, Organisation organisation, List<Membership> present)
    {
        (List<Membership> Added, List<Membership> Changed) result = ([], []);
        if (row.Fields["memberships"] is not { } stated) return result;
        var entries = Read<MembershipEntry[]>(stated, "memberships");
        for (var i = 0; i < entries.Length; i++)
        {
            var network = NetworkOf(entries[i].Network, i);
            if (network.Id == organisation.Id) throw new RuleViolation("network-is-its-own-member");
            var (known, of) = Meant(entries[i].Network, network).Select(of => (Known: MembershipEntry.Match(entries[i],
                    [.. present.Concat(result.Added).Where(m => m.NetworkId == of.Id && m.Status is not MembershipStatus.Refused)]), of))
                .FirstOrDefault(match => match.Known is { } m && (match.of.Id == network.Id || !m.Gains(new(m.From, entries[i].To ?? m.To))));
            if (known is null && result.Added.Count == MostNew) throw new ShapeException("memberships", Text.Reference("too-many", MostNew));
            if (known is null) result.Added.Add(NewMembership(organisation, network, entries[i]));
            else if (result.Added.Contains(known) || result.Changed.Contains(known)) throw new RuleViolation("membership-overlaps");
            else Prolong(known, organisation, of, entries[i], result.Changed);
        }
        RequireApart([.. present, .. result.Added]);
        return result;
    }

    Organisation NetworkOf(string named, int entry)
    {
        var own = tenancy.Caller.NetworkId;
        var found = _networks.Where(network => network.Id.ToString() == named || network.Name == named)
            .Select(network => network.Name == named && network.Id != own ? _speakingNetworks.GetValueOrDefault(network.Id, network) : network)
            .Where(network => network.Kind is OrganisationKind.Network && (own is null || network.Id == own)).DistinctBy(network => network.Id).ToList();
        return found.Count == 1 ? found[0] : throw new ShapeException($"memberships[{entry}].network", "unknown-network");
    }

    /// <summary>An id means its record; a name also what was merged into it.</summary>
    IEnumerable<Organisation> Meant(string named, Organisation network) => network.Id.ToString() == named ? [network] : _mergedNetworks[network.Id].Prepend(network);

    void Prolong(Membership known, Organisation organisation, Organisation network, MembershipEntry entry, List<Membership> changed)
    {
        var dates = new MembershipDates(known.From, entry.To ?? known.To);
        if (dates.To == known.To) return;
        if (known.Gains(dates)) RequireBothActive(organisation, network);
        known.ChangeDates(dates, tenancy.Caller);
        known.Touch();
        changed.Add(known);
    }

    Membership NewMembership(Organisation organisation, Organisation network, MembershipEntry entry)
    {
        RequireBothActive(organisation, network);
        return new Membership(organisation.Id, network.Id, new(entry.From, entry.To), tenancy.Caller);
    }

    static void RequireBothActive(Organisation organisation, Organisation network)
    {
        organisation.RequireActive();
        network.RequireActive();
    }

    /// <summary>As the database will ask for it.</summary>
    static void RequireApart(List<Membership> memberships)
    {
        foreach (var same in memberships.Where(m => m.Status is not MembershipStatus.Refused).GroupBy(m => m.NetworkId))
        {
            if (Days.Overlap([.. same.Select(m => (m.From, m.To))])) throw new RuleViolation("membership-overlaps");
        }
    }
}
