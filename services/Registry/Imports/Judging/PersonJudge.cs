using System.Text.Json;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.People;
using MayorsMechanism.Registry.Search;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Imports.Judging;

/// <summary>
/// Rows of people. A row is of the record that its id names; without one, of the only person whom the uploader may read with the very name
/// and an e-mail address or an organisation in common. One of the two alone is told as a possible duplicate: offices share addresses; and so is a record
/// that was merged, as the one that speaks for it.
/// </summary>
sealed class PersonJudge(RegistryDbContext db, Tenancy tenancy, IServiceProvider services, JsonSerializerOptions json) : RowJudge(services, json)
{
    static readonly string[] BodyFields = ["name", "otherSpellings", "languages", "gender", "emails", "phones", "needs"];

    Dictionary<string, string> _folded = [];
    Dictionary<Guid, Person> _byId = [];
    ILookup<string, Person> _byKey = Array.Empty<Person>().ToLookup(_ => "");
    ILookup<string, Guid> _alike = Array.Empty<Guid>().ToLookup(_ => "");
    ILookup<string, Person> _byEmail = Array.Empty<Person>().ToLookup(_ => "");
    IReadOnlyDictionary<Guid, Person> _speakers = new Dictionary<Guid, Person>();
    Dictionary<Guid, long> _revisions = [];
    ILookup<Guid, Position> _positions = Array.Empty<Position>().ToLookup(at => at.Id);
    PositionPlaces _places = null!;
    Organisation? _own;
    IReadOnlySet<Guid> _withheld = new HashSet<Guid>();

    protected override async Task LoadAsync(IReadOnlyList<RowToJudge> rows, CancellationToken cancel)
    {
        List<string> named = [.. rows.SelectMany(row => TextsOf(row.Fields["positions"], "organisation")).Distinct()];
        _places = await PositionPlaces.LoadAsync(tenancy, named, NamesOf(named), cancel);
        _own = await db.Organisations.AsNoTracking().SingleOrDefaultAsync(o => o.Id == tenancy.Caller.NetworkId && o.Kind == OrganisationKind.Network, cancel);
        var ids = IdsOf(rows.Select(row => TextOf(row.Fields["id"])));
        var without = rows.Where(row => row.Fields["id"] is null).ToList();
        var names = NamesOf(without.Select(row => TextOf(row.Fields["name"])));
        var emails = NamesOf(without.SelectMany(row => TextsOf(row.Fields["emails"])).SelectMany(email => new[] { email, email.ToLowerInvariant() }));
        _folded = await db.FoldAsync(names, cancel);
        string[] keys = [.. _folded.Values.Where(key => key.Length > 0).Distinct()];
        _alike = await Colleagues.FindAsync(db, [.. without.SelectMany(NamedAt)], cancel);
        Guid[] alike = [.. _alike.SelectMany(pair => pair).Distinct()];
        var places = IdsOf(named.SelectMany(_places.Meant));
        var all = tenancy.People.AsNoTracking().Where(p => p.Status != PersonStatus.Erased);
        var byName = await all.Where(p => keys.Contains(Folding.Fold(p.Name)))
            .OrderByDescending(p => p.Emails.Any(email => emails.Contains(email)) || db.Positions.Any(at => at.PersonId == p.Id && places.Contains(at.OrganisationId)))
            .ThenByDescending(p => p.Status == PersonStatus.Active).ThenBy(p => p.Id).Take(MostAlike(rows)).Select(p => new { Person = p, Key = Folding.Fold(p.Name) }).ToListAsync(cancel);
        var byPlace = await all.Where(p => alike.Contains(p.Id)).ToListAsync(cancel);
        var byEmail = await all.Where(p => p.Emails.Any(email => emails.Contains(email)))
            .OrderByDescending(p => p.Status == PersonStatus.Active).ThenBy(p => p.Id).Take(MostAlike(rows)).ToListAsync(cancel);
        var byId = await all.Where(p => ids.Contains(p.Id)).ToListAsync(cancel);
        _byId = byName.Select(named => named.Person).Concat(byEmail).Concat(byPlace).Concat(byId).DistinctBy(p => p.Id).ToDictionary(p => p.Id);
        _byKey = byName.ToLookup(named => named.Key, named => _byId[named.Person.Id]);
        _speakers = await tenancy.SpeakersAsync(_byId.Values, cancel);
        Guid[] known = [.. _byId.Keys];
        _withheld = await tenancy.WithoutContactsAsync(known, cancel);
        // Whose address it is, a guess does not find out.
        _byEmail = _byId.Values.Where(p => !_withheld.Contains(p.Id))
            .SelectMany(p => p.Emails.Select(Small).Distinct().Select(email => (email, p))).ToLookup(pair => pair.email, pair => pair.p);
        _revisions = await db.RevisionsAsync<Person>(known, cancel);
        _positions = (await db.Positions.AsNoTracking().Where(at => known.Contains(at.PersonId)).ToListAsync(cancel)).ToLookup(at => at.PersonId);
    }

    /// <summary>A row's name with each organisation that it may mean.</summary>
    IEnumerable<(string Name, Guid Place)> NamedAt(RowToJudge row) =>
        TextOf(row.Fields["name"]) is { } name && _folded.GetValueOrDefault(name) is { Length: > 0 } folded
            ? TextsOf(row.Fields["positions"], "organisation").SelectMany(_places.Meant).Select(place => (folded, place.Id)).Distinct()
            : [];

    protected override async Task<Judged> JudgeAsync(RowToJudge row, CancellationToken cancel)
    {
        PositionEntry[] positions = row.Fields["positions"] is { } stated ? Read<PositionEntry[]>(stated, "positions") : [];
        var places = positions.Select((entry, i) => _places.Find(entry.Organisation, i)).ToArray();
        var (record, evidence) = Find(row, IdsOf(positions.SelectMany(entry => _places.Meant(entry.Organisation))));
        return record is null
            ? await CreateAsync(row, positions, places, evidence, cancel)
            : await ChangeAsync(row, record, positions, places, cancel);
    }

    (Person? Record, RowEvidence[] Evidence) Find(RowToJudge row, Guid[] places)
    {
        if (IdOf(row) is { } id) return (_byId.GetValueOrDefault(id) ?? throw new ShapeException("id", "unknown-person"), []);
        if (TextOf(row.Fields["name"]) is not { } name || NamesOf([name]).Length == 0) return (null, []);
        var sharing = TextsOf(row.Fields["emails"]).SelectMany(email => _byEmail[Small(email)]).ToHashSet();
        var named = _byKey[_folded[name]].ToList();
        var alike = places.SelectMany(place => _alike[Colleagues.Key(_folded[name], place)]).Select(id => _byId.GetValueOrDefault(id)).OfType<Person>();
        var same = named.Where(p => p.Status is PersonStatus.Active && p.Name == name && (sharing.Contains(p) || _positions[p.Id].Any(at => places.Contains(at.OrganisationId)))).ToList();
        if (same.Count > 1) throw new ShapeException("id", "row-fits-several");
        return (same.SingleOrDefault(), [.. named.Union(sharing).Union(alike).Select(p => (Spelled: p, Record: _speakers.GetValueOrDefault(p.Id, p)))
            .DistinctBy(p => p.Record.Id).Take(MostEvidence).Select(p => new RowEvidence(p.Record.Id, null, p.Record.Name, Because(p.Spelled)))]);

        string Because(Person p) => sharing.Contains(p) ? "same-email" : p.Name == name ? "same-name" : named.Contains(p) ? "similar-name" : "same-organisation";
    }

    async Task<Judged> CreateAsync(RowToJudge row, PositionEntry[] entries, Organisation[] places, RowEvidence[] evidence, CancellationToken cancel)
    {
        if (tenancy.Caller.NetworkId is not null) (_own ?? throw new RuleViolation("network-unknown")).RequireActive();
        var body = await ApplyAsync<RegisterPerson>([], row, [.. BodyFields, "consents"], cancel);
        var person = new Person(body, tenancy.Caller.NetworkId, row.Promised ?? Guid.CreateVersion7());
        person.Record(body.Consents ?? [], tenancy.Today);
        var (positions, _) = await PlaceAsync(person, entries, places, [], cancel);
        return new(row, evidence.Length > 0 ? RowOutcome.PossibleDuplicate : RowOutcome.Created)
        {
            RecordId = person.Id,
            Evidence = evidence,
            Keys = [.. KeysOf(person, places).Distinct()],
            Places = IdsOf(places),
            Change = new(person, [person, .. positions], [], version => PersonRecord.EventOf(person, version, positions)),
        };
    }

    static Guid[] IdsOf(IEnumerable<Organisation> places) => [.. places.Select(place => place.Id).Distinct()];

    /// <summary>What two rows of one person would share.</summary>
    IEnumerable<string> KeysOf(Person person, Organisation[] places)
    {
        var name = _folded[person.Name];
        return person.Emails.Length + places.Length == 0 ? [name] : [.. person.Emails.Select(Small), .. places.Select(place => $"{name}|{place.Id}")];
    }

    async Task<Judged> ChangeAsync(RowToJudge row, Person found, PositionEntry[] entries, Organisation[] places, CancellationToken cancel)
    {
        var record = (Person)found.Copy(); // A later row of the person is judged as if this one were not.
        var withheld = _withheld.Contains(record.Id);
        var before = Write(PersonResponse.BodyOf(record, withheld));
        var consents = SaysMore(row, record);
        List<string> columns = [.. Differing(row, BodyFields, before, row.Fields)];
        if (columns.Count > 0 || consents)
        {
            var body = await ApplyAsync<RegisterPerson>(before, row, consents ? [.. BodyFields, "consents"] : BodyFields, cancel);
            columns = [.. Differing(row, BodyFields, before, Write<PersonBody>(new(body.Name, body.OtherSpellings, body.Languages, body.Gender, body.Emails, body.Phones, body.Needs)))];
            var added = (body.Consents ?? []).Where(said => !record.Consents.Any(said.Repeats)).ToList();
            // A list that is older than the withdrawal would take it back by being read today.
            if (added.Any(said => said is { Granted: true, Date: null } && record.Refuses(said.Use))) throw new ShapeException("consents", "consent-without-day");
            if (withheld && added.Any(said => record.WouldUnlock(said, tenancy.Today))) throw new RuleViolation("contacts-withheld");
            if (columns.Count > 0) record.Set(body, tenancy.Caller.NetworkId, withheld);
            if (added.Count > 0) record.Record(added, tenancy.Today);
            if (added.Count > 0) columns.Add("consents");
            if (columns.Count > 0) record.Touch();
        }
        var changed = columns.Count > 0;
        var positions = _positions[record.Id].Select(at => (Position)at.Copy()).ToList();
        var (taken, altered) = await PlaceAsync(record, entries, places, positions, cancel);
        if (taken.Count + altered.Count > 0) columns.Add("positions");
        return new(row, columns.Count > 0 ? RowOutcome.Changed : RowOutcome.Unchanged)
        {
            RecordId = record.Id,
            RecordVersion = checked((int)_revisions[record.Id]),
            Columns = [.. columns],
            Places = IdsOf(places),
            Change = columns.Count == 0 ? null : new(record, [.. taken], [.. changed ? [record] : Array.Empty<Entity>(), .. altered],
                revision => PersonRecord.EventOf(record, revision, [.. positions, .. taken])),
        };
    }

    /// <summary>Whether it states a consent that is not recorded. All that were in the course of time may be more than one statement can hold.</summary>
    bool SaysMore(RowToJudge row, Person record) =>
        row.Fields["consents"] is { } stated && Read<Consent?[]>(stated, "consents").Any(said => said is null || !record.Consents.Any(said.Repeats));

    async Task<(List<Position> Taken, List<Position> Altered)> PlaceAsync(
        Person person, PositionEntry[] entries, Organisation[] places, List<Position> present, CancellationToken cancel)
    {
        (List<Position> Taken, List<Position> Altered) result = ([], []);
        for (var i = 0; i < entries.Length; i++)
        {
            var (entry, place) = (entries[i], places[i]);
            // A record that was merged gains no days: what is said of later ones is taken where it speaks now.
            var (known, there) = _places.Meant(entry.Organisation).Select(there =>
                    (Known: PositionEntry.Match(entry, [.. present.Concat(result.Taken).Where(at => at.OrganisationId == there.Id)]), there))
                .FirstOrDefault(match => match.Known is { } at && (match.there.Id == place.Id || !at.Gains(entry.Over(at))));
            if (known is null && result.Taken.Count == MostNew) throw new ShapeException("positions", Text.Reference("too-many", MostNew));
            if (known is null) result.Taken.Add(await TakeAsync(person, entry, place, $"positions[{i}]", cancel));
            else if (result.Taken.Contains(known) || result.Altered.Contains(known)) throw new RuleViolation("position-overlaps");
            else if (Change(known, person, entry, there)) result.Altered.Add(known);
        }
        RequireApart([.. present, .. result.Taken]);
        return result;
    }

    async Task<Position> TakeAsync(Person person, PositionEntry entry, Organisation place, string field, CancellationToken cancel)
    {
        _places.RequireEditable(place.Id);
        person.RequireActive();
        place.RequireActive();
        if (entry.Kind is not { } kind) throw new ShapeException($"{field}.kind", "required");
        return new Position(person.Id, place.Id, await FitAsync(new PositionBody(entry.Title, kind, entry.Elected, entry.From, entry.To), field, cancel));
    }

    /// <summary>Whether the entry says something new.</summary>
    bool Change(Position known, Person person, PositionEntry entry, Organisation place)
    {
        var facts = entry.Over(known);
        if (facts == new PositionBody(known.Title, known.Kind, known.Elected, known.From, known.To)) return false;
        _places.RequireEditable(place.Id);
        if (known.Gains(facts)) person.RequireActive();
        known.Change(facts, place);
        known.Touch();
        return true;
    }

    /// <summary>As the database will ask for it.</summary>
    static void RequireApart(List<Position> positions)
    {
        foreach (var same in positions.GroupBy(at => (at.OrganisationId, at.Title, Kind: at.Title is null ? at.Kind : (PositionKind?)null)))
        {
            if (Days.Overlap([.. same.Select(at => (at.From, at.To))])) throw new RuleViolation("position-overlaps");
        }
    }

    static string Small(string email) => email.ToLowerInvariant();
}
