using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Tests;

public sealed class HistoryTests(RegistryService registry)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_leaves_who_when_through_which_client_and_the_state_after_it()
    {
        var network = await registry.NewNetworkAsync();
        var city = await RegistryService.NewOrganisationAsync(network.Api, "Quilpué");
        (await network.Api.PatchAsync(city.Location!, new { population = 151_000 }, "\"1\"")).Code.ShouldBe(200);

        var history = await registry.HistoryOfAsync(city.Id);

        history.Select(e => $"{e.Record} {e.Action} {e.Version}").ShouldBe(
            ["organisation created 1", "membership created 1", "organisation changed 2"], ignoreOrder: true);
        history.Select(e => e.Actor).Distinct().ShouldHaveSingleItem().ShouldNotBe("system");
        history.ShouldAllBe(e => e.Client != null && DateTimeOffset.UtcNow - e.At < TimeSpan.FromMinutes(5));
        var last = JsonNode.Parse(history[^1].Payload!)!;
        ((string)last["name"]!, (long)last["population"]!, (string)last["kind"]!).ShouldBe(("Quilpué", 151_000, "municipality"));
    }

    [Fact]
    public async Task A_refused_change_leaves_no_entry_and_no_event()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);

        (await registry.Secretariat.PatchAsync(city.Location!, new { population = 5 }, "\"7\"")).Code.ShouldBe(412);
        (await registry.Secretariat.PatchAsync(city.Location!, new { subdivision = "UY-MO" }, "\"1\"")).Code.ShouldBe(400);

        (await registry.HistoryOfAsync(city.Id)).Count.ShouldBe(1);
        (await registry.EventsOfAsync(city.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_carries_the_whole_record_and_a_change_of_a_part_raises_its_version()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat, "La Pintana");
        var person = await RegistryService.NewPersonAsync(registry.Secretariat, "Juan Pablo");
        await RegistryService.NewPositionAsync(registry.Secretariat, person.Id, city.Id, "2018-01-01");
        (await registry.Secretariat.PatchAsync(person.Location!, new { languages = new[] { "es" } }, person.ETag)).Code.ShouldBe(200);

        var events = (await registry.EventsOfAsync(person.Id)).Select(e => JsonNode.Parse(e["PersonChanged ".Length..])!).ToList();

        events.Select(e => (long)e["version"]!).ShouldBe([1, 2, 3]);
        events.Select(e => e["positions"]!.AsArray().Count).ShouldBe([0, 1, 1]);
        ((string)events[2]["languages"]![0]!).ShouldBe("es");
    }

    [Fact]
    public async Task Of_parts_that_are_added_at_once_the_newest_event_holds_all()
    {
        var person = await RegistryService.NewPersonAsync(registry.Secretariat);
        var cities = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => RegistryService.NewOrganisationAsync(registry.Secretariat, $"City {n}")));

        await Task.WhenAll(cities.Select((city, n) => RegistryService.NewPositionAsync(
            registry.Client(TestTokens.Secretariat([.. Scopes.All]), second: n % 2 == 0), person.Id, city.Id)));

        var events = (await registry.EventsOfAsync(person.Id)).Select(e => JsonNode.Parse(e["PersonChanged ".Length..])!)
            .OrderBy(e => (long)e["version"]!).ToList();
        events.Select(e => (long)e["version"]!).ShouldBe(Enumerable.Range(1, 13).Select(n => (long)n));
        events.Select(e => e["positions"]!.AsArray().Count).ShouldBe(Enumerable.Range(0, 13));
    }

    [Fact]
    public async Task The_chain_tells_an_altered_payload_an_altered_entry_and_a_missing_one()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat, "Tampered");
        await RegistryService.NewOrganisationAsync(registry.Secretariat, "After it");
        (await registry.FaultOfHistoryAsync()).ShouldBeNull();
        var where = $"WHERE root_id = '{city.Id}'";

        (await FaultAfterAsync($"UPDATE history SET payload = replace(payload, 'Tampered', 'Forged') {where}")).ShouldContain("payload");
        (await FaultAfterAsync($"UPDATE history SET payload = replace(payload, 'Tampered', 'Forged'), salt = NULL {where}")).ShouldContain("payload");
        (await FaultAfterAsync($"UPDATE history SET actor = 'somebody else' {where}")).ShouldContain("altered");
        (await FaultAfterAsync($"DELETE FROM history {where}")).ShouldContain("missing");
        (await FaultAfterAsync($"UPDATE history SET payload = NULL, salt = NULL {where}")).ShouldContain("gone");
        (await registry.FaultOfHistoryAsync()).ShouldBeNull();
    }

    /// <summary>What the verification says after a statement that is then rolled back.</summary>
    Task<string> FaultAfterAsync(string sql) => registry.AskAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(Token);
        await db.Database.ExecuteSqlRawAsync(sql, Token);
        return (await VerifyHistory.RunAsync(db, Token)).Fault ?? "";
    });
}
