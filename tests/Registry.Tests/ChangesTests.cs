using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Registry.Changes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MayorsMechanism.Registry.Tests;

public sealed class ChangesTests(RegistryService registry)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mirror_that_reads_page_by_page_holds_what_the_network_sees()
    {
        var ours = await registry.NewNetworkAsync("Ours");
        var theirs = await registry.NewNetworkAsync("Theirs");
        var city = await RegistryService.NewOrganisationAsync(ours.Api, "Mirrored");
        var hidden = await RegistryService.NewOrganisationAsync(theirs.Api, "Hidden");
        var mayor = await RegistryService.NewPersonAsync(ours.Api, "The mayor");
        await RegistryService.NewPositionAsync(ours.Api, mayor.Id, city.Id);
        var mirror = new Mirror(ours.Api);

        await mirror.ReadAsync(registry, limit: 2);

        ((string)mirror[city.Id]!["organisation"]!["name"]!).ShouldBe("Mirrored");
        ((string)mirror[mayor.Id]!["positions"]![0]!["organisationId"]!).ShouldBe(city.Id);
        mirror.Knows(hidden.Id).ShouldBeFalse();

        (await ours.Api.PatchAsync(city.Location!, new { name = "Renamed" }, "\"1\"")).Code.ShouldBe(200);
        await mirror.ReadAsync(registry);
        ((string)mirror[city.Id]!["organisation"]!["name"]!).ShouldBe("Renamed");
    }

    [Fact]
    public async Task What_leaves_the_view_of_a_network_is_gone_and_what_enters_it_appears_with_its_people()
    {
        var ours = await registry.NewNetworkAsync("Ours");
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat, "Wanderer");
        var mayor = await RegistryService.NewPersonAsync(registry.Secretariat, "Wandering mayor");
        await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, city.Id);
        var mirror = new Mirror(ours.Api);
        await mirror.ReadAsync(registry);
        mirror.Knows(city.Id).ShouldBeFalse();

        var membership = await registry.Secretariat.PostAsync($"{city.Location}/memberships", new { networkId = ours.Id, from = "2015-01-01" });
        await mirror.ReadAsync(registry);
        mirror.Knows(city.Id).ShouldBeTrue();
        mirror.Knows(mayor.Id).ShouldBeTrue();

        (await registry.Secretariat.PatchAsync(membership.Location!, new { to = "2019-12-31" }, membership.ETag)).Code.ShouldBe(200);
        await mirror.ReadAsync(registry);
        mirror.Knows(city.Id).ShouldBeFalse();
        mirror.Knows(mayor.Id).ShouldBeFalse();
        mirror.Told(mayor.Id).ShouldBe(["shown", "gone"]);
    }

    [Fact]
    public async Task What_is_merged_into_a_member_appears_with_all_behind_it_and_their_people_and_is_gone_once_undone()
    {
        var network = await registry.NewNetworkAsync();
        var member = await RegistryService.NewOrganisationAsync(network.Api);
        var (middle, far) = (await RegistryService.NewOrganisationAsync(registry.Secretariat), await RegistryService.NewOrganisationAsync(registry.Secretariat));
        var mayor = await RegistryService.NewPersonAsync(registry.Secretariat);
        await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, far.Id, "2019-01-01");
        await MergeAsync(far, middle);
        var mirror = new Mirror(network.Api);
        await mirror.ReadAsync(registry);
        Known().ShouldBe([false, false, false]);

        var merge = await MergeAsync(middle, member);
        await mirror.ReadAsync(registry);
        Known().ShouldBe([true, true, true]);

        (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);
        await mirror.ReadAsync(registry);
        Known().ShouldBe([false, false, false]);

        bool[] Known() => [mirror.Knows(middle.Id), mirror.Knows(far.Id), mirror.Knows(mayor.Id)];

        async Task<ApiAnswer> MergeAsync(ApiAnswer organisation, ApiAnswer into)
        {
            var merged = await registry.Secretariat.PostAsync("/api/v1/merges", new { organisationId = organisation.Id, intoId = into.Id });
            merged.Code.ShouldBe(201, merged.ToString());
            return merged;
        }
    }

    [Fact]
    public async Task The_people_of_whoever_joins_come_page_by_page_and_leave_so()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        List<string> people = [];
        for (var i = 0; i < 9; i++)
        {
            people.Add((await RegistryService.NewPersonAsync(registry.Secretariat)).Id);
            await RegistryService.NewPositionAsync(registry.Secretariat, people[i], city.Id, "2018-01-01");
        }
        var mirror = new Mirror(network.Api);
        await mirror.ReadAsync(registry);
        var membership = await registry.Secretariat.PostAsync($"{city.Location}/memberships", new { networkId = network.Id, from = "2015-01-01" });

        await mirror.ReadAsync(registry, limit: 4);

        people.ShouldAllBe(person => mirror.Knows(person));
        (await registry.Secretariat.PatchAsync(membership.Location!, new { to = "2019-12-31" }, membership.ETag)).Code.ShouldBe(200);
        await mirror.ReadAsync(registry, limit: 4);
        people.ShouldAllBe(person => !mirror.Knows(person));
    }

    [Fact]
    public async Task A_page_takes_few_queries_whatever_it_holds()
    {
        var (network, foreign) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        await registry.FaultOfHistoryAsync();
        var before = await registry.AskAsync(db => db.History.MaxAsync(entry => entry.Position, Token));
        for (var i = 0; i < 9; i++)
        {
            var city = await RegistryService.NewOrganisationAsync(foreign.Api);
            await RegistryService.NewPositionAsync(foreign.Api, (await RegistryService.NewPersonAsync(foreign.Api)).Id, city.Id);
        }
        await registry.FaultOfHistoryAsync();

        var followed = registry.Queries.Follow();
        (await network.Api.GetAsync($"/api/v1/registry/changes?after={before}&limit=1")).Code.ShouldBe(200);

        // So many whatever others write meanwhile, and however much.
        followed.Queries.Count.ShouldBeInRange(1, 30);
    }

    [Fact]
    public async Task What_begins_or_ends_by_the_calendar_is_told_once_on_its_day()
    {
        var (joining, leaving) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var mayor = await RegistryService.NewPersonAsync(registry.Secretariat);
        await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, city.Id, "2018-01-01");
        var (today, begins, ends) = (DateOnly.FromDateTime(DateTime.UtcNow), Guid.CreateVersion7(), Guid.CreateVersion7());
        await WrittenLongAgoAsync(ends, leaving, new(2015, 1, 1));
        var (before, after) = (new Mirror(joining.Api), new Mirror(leaving.Api));
        await before.ReadAsync(registry);
        await after.ReadAsync(registry);
        (before.Knows(mayor.Id), after.Knows(mayor.Id)).ShouldBe((false, true));

        await WrittenLongAgoAsync(begins, joining, today);
        await registry.AskAsync(db => db.Database.ExecuteSqlAsync($"UPDATE memberships SET \"to\" = {today.AddDays(-1)} WHERE id = {ends}", Token));
        await Task.WhenAll(PassAsync(), PassAsync());
        await PassAsync();
        await before.ReadAsync(registry);
        await after.ReadAsync(registry);

        (before.Knows(city.Id), before.Knows(mayor.Id)).ShouldBe((true, true));
        (after.Knows(city.Id), after.Knows(mayor.Id)).ShouldBe((false, false));
        (await registry.AskAsync(db => db.History.CountAsync(entry => entry.RecordId == begins || entry.RecordId == ends, Token))).ShouldBe(2);

        Task PassAsync() => PassingDates.RunAsync(registry.Services.GetRequiredService<IServiceScopeFactory>(), today, NullLogger.Instance, Token);

        // What the history has of it was written before its day, or a test would have to wait for a night.
        Task WrittenLongAgoAsync(Guid id, NetworkClient network, DateOnly from) => registry.AskAsync(db => db.Database.ExecuteSqlAsync($"""
            INSERT INTO memberships (id, version, organisation_id, network_id, status, "from") VALUES ({id}, 1, {Guid.Parse(city.Id)}, {network.Id}, 'confirmed', {from})
            """, Token));
    }

    [Fact]
    public async Task One_date_that_cannot_be_told_of_holds_up_no_other()
    {
        var network = await registry.NewNetworkAsync();
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        List<Guid> begins = [];
        for (var n = 0; n < 3; n++)
        {
            var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
            begins.Add(Guid.CreateVersion7());
            await registry.AskAsync(db => db.Database.ExecuteSqlAsync($"""
                INSERT INTO memberships (id, version, organisation_id, network_id, status, "from") VALUES ({begins[n]}, 1, {Guid.Parse(city.Id)}, {network.Id}, 'confirmed', {today})
                """, Token));
        }
        var damage = $"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'damaged'; END $$;
            CREATE TRIGGER refused BEFORE UPDATE ON memberships FOR EACH ROW WHEN (NEW.id = '{begins[1]}') EXECUTE FUNCTION refuse();
            """;
        await registry.AskAsync(db => db.Database.ExecuteSqlRawAsync(damage, Token));

        await PassingDates.RunAsync(registry.Services.GetRequiredService<IServiceScopeFactory>(), today, NullLogger.Instance, Token);

        await registry.AskAsync(db => db.Database.ExecuteSqlRawAsync("DROP TRIGGER refused ON memberships; DROP FUNCTION refuse();", Token));
        (await registry.AskAsync(db => db.History.Where(entry => begins.Contains(entry.RecordId)).Select(entry => entry.RecordId).ToListAsync(Token)))
            .ShouldBe([begins[0], begins[2]], ignoreOrder: true);
    }

    [Fact]
    public async Task Contacts_that_are_not_to_be_shared_are_told_to_whoever_wrote_them_alone()
    {
        var (writer, reader) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var mayor = await RegistryService.NewPersonAsync(writer.Api);
        foreach (var network in (NetworkClient[])[writer, reader])
        {
            await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, (await RegistryService.NewOrganisationAsync(network.Api)).Id);
        }
        (await EmailsAsync(writer), await EmailsAsync(reader)).ShouldBe((1, 1));

        await registry.Secretariat.PostAsync($"{mayor.Location}/consents", new { use = "contact-sharing", granted = false, source = "mail" }, ifMatch: "*");

        (await EmailsAsync(writer), await EmailsAsync(reader)).ShouldBe((1, 0));

        async Task<int> EmailsAsync(NetworkClient network)
        {
            var mirror = new Mirror(network.Api);
            await mirror.ReadAsync(registry, limit: 200);
            return mirror[mayor.Id]!["person"]!["emails"]!.AsArray().Count;
        }
    }

    [Fact]
    public async Task Contacts_that_another_record_of_the_person_withholds_are_told_anew()
    {
        var (writer, reader) = (await registry.NewNetworkAsync(), await registry.NewNetworkAsync());
        var (mayor, same) = (await RegistryService.NewPersonAsync(writer.Api), await RegistryService.NewPersonAsync(registry.Secretariat));
        await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, (await RegistryService.NewOrganisationAsync(reader.Api)).Id);
        var mirror = new Mirror(reader.Api);
        var tag = (await reader.Api.GetAsync(mayor.Location!)).ETag;
        await AssertEmailsAsync(1);

        var merge = await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = same.Id, intoId = mayor.Id });
        await AssertEmailsAsync(1);
        await registry.Secretariat.PostAsync($"{same.Location}/consents", new { use = "contact-sharing", granted = false, source = "mail" }, ifMatch: "*");
        await AssertEmailsAsync(0);

        (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);
        await AssertEmailsAsync(1);

        async Task AssertEmailsAsync(int count)
        {
            await mirror.ReadAsync(registry);
            mirror[mayor.Id]!["person"]!["emails"]!.AsArray().Count.ShouldBe(count);
            var known = await reader.Api.GetAsync(mayor.Location!, ifNoneMatch: tag);
            (known.Code, known.Body!["emails"]!.AsArray().Count).ShouldBe((200, count), "an ETag is no word that it is as it was");
        }
    }

    [Fact]
    public async Task Positions_appear_when_the_organisation_they_are_at_is_verified()
    {
        var network = await registry.NewNetworkAsync();
        var mayor = await RegistryService.NewPersonAsync(network.Api);
        await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, (await RegistryService.NewOrganisationAsync(network.Api)).Id);
        var foreign = await RegistryService.NewOrganisationAsync((await registry.NewNetworkAsync()).Api);
        await RegistryService.NewPositionAsync(registry.Secretariat, mayor.Id, foreign.Id);
        var mirror = new Mirror(network.Api);
        await mirror.ReadAsync(registry);
        mirror[mayor.Id]!["positions"]!.AsArray().Count.ShouldBe(1);

        (await registry.Secretariat.PostAsync($"{foreign.Location}/verify", ifMatch: foreign.ETag)).Code.ShouldBe(200);

        await mirror.ReadAsync(registry);
        mirror[mayor.Id]!["positions"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_erased_person_is_gone()
    {
        var network = await registry.NewNetworkAsync();
        var person = await RegistryService.NewPersonAsync(network.Api);
        var mirror = new Mirror(network.Api);
        await mirror.ReadAsync(registry);
        mirror.Knows(person.Id).ShouldBeTrue();

        (await registry.Secretariat.PostAsync($"{person.Location}/erase", ifMatch: person.ETag)).Code.ShouldBe(202);
        await mirror.ReadAsync(registry);

        mirror.Knows(person.Id).ShouldBeFalse();
    }

    [Fact]
    public async Task A_cursor_that_is_none_is_refused() =>
        (await registry.Secretariat.GetAsync("/api/v1/registry/changes?after=yesterday")).Code.ShouldBe(400);

    /// <summary>What a network's own system would keep.</summary>
    sealed class Mirror(ApiClient api)
    {
        readonly Dictionary<string, JsonNode?> _records = [];
        readonly List<(string Id, string What)> _told = [];
        string _next = "0";

        public JsonNode? this[string id] => _records[id];

        public bool Knows(string id) => _records.ContainsKey(id);

        public IEnumerable<string> Told(string id) => _told.Where(t => t.Id == id).Select(t => t.What);

        public async Task ReadAsync(RegistryService registry, int limit = 50)
        {
            await registry.FaultOfHistoryAsync();
            for (var more = true; more;)
            {
                var page = await api.GetAsync($"/api/v1/registry/changes?after={_next}&limit={limit}");
                page.Code.ShouldBe(200, page.ToString());
                page.Items.Count.ShouldBeLessThanOrEqualTo(limit);
                foreach (var change in page.Items) Apply((string)change!["id"]!, (bool)change["gone"]!, change["current"]);
                (_next, more) = (page.Text("next"), (bool)page.Body!["more"]!);
            }
        }

        void Apply(string id, bool gone, JsonNode? current)
        {
            _told.Add((id, gone ? "gone" : "shown"));
            if (gone) _records.Remove(id);
            else _records[id] = current;
        }
    }
}
