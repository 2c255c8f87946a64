using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Tests;

public sealed class ErasureTests(RegistryService registry)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_erased_person_is_in_no_row_and_the_chain_still_verifies()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var network = await registry.NewNetworkAsync();
        var person = await network.Api.PostAsync("/api/v1/people", Erasmus, key: "erasmus");
        await RegistryService.NewPositionAsync(registry.Secretariat, person.Id, city.Id);
        (await registry.Secretariat.PatchAsync(person.Location!, new { needs = "Sign language for Erasmus" }, person.ETag)).Code.ShouldBe(200);
        (await registry.RowsNamingAsync("Erasmus", "erasmus@city.example", "+31 10 555 0199")).Count.ShouldBeGreaterThan(4);

        var erased = await registry.Secretariat.PostAsync($"{person.Location}/erase", ifMatch: "\"2\"");

        erased.Code.ShouldBe(202, erased.ToString());
        await registry.EraseAsync(person.Id);
        (await registry.RowsNamingAsync("Erasmus", "erasmus@city.example", "+31 10 555 0199")).ShouldBeEmpty();
        var left = await registry.Secretariat.GetAsync(person.Location!);
        (left.Text("status"), left.Text("name")).ShouldBe(("erased", ""));
        (await registry.Secretariat.GetAsync($"{person.Location}/positions")).Items.ShouldBeEmpty();
        (await registry.HistoryOfAsync(person.Id)).Select(e => e.Action).ShouldContain("erased");
        (await registry.EventsOfAsync(person.Id)).ShouldHaveSingleItem().ShouldStartWith("PersonErased");
        (await registry.FaultOfHistoryAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Who_was_merged_into_an_erased_person_goes_too()
    {
        var person = await registry.Secretariat.PostAsync("/api/v1/people", new { name = "Zebedeus One" });
        var other = await registry.Secretariat.PostAsync("/api/v1/people", new { name = "Zebedeus Two" });
        (await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = other.Id, intoId = person.Id })).Code.ShouldBe(201);
        (await registry.Secretariat.PostAsync($"{other.Location}/erase", ifMatch: "\"2\"")).Rule.ShouldBe("erase-canonical");

        await registry.EraseAsync(person.Id);

        (await registry.RowsNamingAsync("Zebedeus")).ShouldBeEmpty();
        (await registry.EventsOfAsync(other.Id)).ShouldHaveSingleItem().ShouldStartWith("PersonErased");
    }

    [Fact]
    public async Task It_is_complete_when_every_service_has_given_its_receipt()
    {
        await registry.AskAsync(db => db.Database.ExecuteSqlAsync($$"""
            INSERT INTO subscribers (service, record, contracts, wanted, told_up_to)
            SELECT service, record, ARRAY['PersonErased'], '{}', {{Guid.Empty}}
            FROM (VALUES ('consultations', 'person'), ('outcomes', 'person'), ('archive', 'organisation')) AS known (service, record)
            """, Token));
        var person = await registry.Secretariat.PostAsync("/api/v1/people", new { name = "Somebody" });
        (await registry.Secretariat.GetAsync($"{person.Location}/erasure")).Code.ShouldBe(404);
        var erased = await registry.Secretariat.PostAsync($"{person.Location}/erase", ifMatch: person.ETag);
        ((bool)erased.Body!["complete"]!).ShouldBeFalse();
        erased.Body!["receipts"]!.AsObject().Select(receipt => receipt.Key).ShouldBe(["registry", "consultations", "outcomes"], ignoreOrder: true);
        await registry.EraseAsync(person.Id);
        ((bool)(await registry.Secretariat.GetAsync(erased.Location!)).Body!["complete"]!).ShouldBeFalse();

        var id = Guid.Parse(person.Id);
        await registry.AskAsync(db => db.ErasureReceipts.Where(receipt => receipt.PersonId == id && receipt.At == null)
            .ExecuteUpdateAsync(set => set.SetProperty(receipt => receipt.At, DateTimeOffset.UtcNow), Token));

        var state = await registry.Secretariat.GetAsync(erased.Location!);
        ((bool)state.Body!["complete"]!).ShouldBeTrue(state.ToString());
        (await registry.Secretariat.PostAsync($"{person.Location}/erase", ifMatch: "\"9\"")).Code.ShouldBe(202);
    }

    [Fact]
    public async Task Nothing_is_added_to_a_person_while_they_are_erased()
    {
        var city = await RegistryService.NewOrganisationAsync(registry.Secretariat);
        var people = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RegistryService.NewPersonAsync(registry.Secretariat)));

        await Task.WhenAll(people.SelectMany(person => (Task<ApiAnswer>[])
        [
            registry.Secretariat.PostAsync($"{person.Location}/positions", new { organisationId = city.Id, title = "Late title", kind = "mayor" }),
            registry.Secretariat.PostAsync($"{person.Location}/erase", ifMatch: person.ETag),
            registry.Secretariat.PostAsync($"{person.Location}/positions", new { organisationId = city.Id, title = "Late title", kind = "expert" }),
        ]));

        foreach (var person in people)
        {
            (await registry.Secretariat.GetAsync(person.Location!)).Text("status").ShouldBe("erased");
            (await registry.Secretariat.GetAsync($"{person.Location}/positions")).Items.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Who_is_being_merged_into_somebody_while_that_one_is_erased_goes_too_or_stays_whole()
    {
        for (var round = 0; round < 10; round++)
        {
            var (person, other) = (await RegistryService.NewPersonAsync(registry.Secretariat), await RegistryService.NewPersonAsync(registry.Secretariat));

            await Task.WhenAll(
                registry.Secretariat.PostAsync("/api/v1/merges", new { personId = other.Id, intoId = person.Id }),
                registry.Secretariat.PostAsync($"{person.Location}/erase", ifMatch: person.ETag));

            (await registry.Secretariat.GetAsync(person.Location!)).Text("status").ShouldBe("erased");
            (await registry.Secretariat.GetAsync(other.Location!)).Text("status").ShouldBeOneOf("erased", "active");
        }
    }

    [Fact]
    public async Task Erasures_and_the_sealing_of_what_they_erase_do_not_stand_in_each_other_s_way()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async n =>
        {
            var client = registry.Client(TestTokens.Secretariat(Scopes.RegistryRead, Scopes.RegistryWrite), second: n % 2 == 0);
            var person = await RegistryService.NewPersonAsync(client, $"Short-lived {n}");
            for (var version = 1; version < 5; version++) await client.PatchAsync(person.Location!, new { needs = $"{version}" }, $"\"{version}\"");
            return await client.PostAsync($"{person.Location}/erase", ifMatch: "*");
        }));

        answers.ShouldAllBe(answer => answer.Code == 202);
        (await registry.FaultOfHistoryAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task An_erasure_asked_for_twice_under_one_key_is_answered_twice()
    {
        var person = await RegistryService.NewPersonAsync(registry.Secretariat);

        var first = await registry.Secretariat.PostAsync($"{person.Location}/erase", key: $"erase-{person.Id}", ifMatch: person.ETag);
        var again = await registry.Secretariat.PostAsync($"{person.Location}/erase", key: $"erase-{person.Id}", ifMatch: person.ETag);

        (first.Code, again.Code).ShouldBe((202, 202));
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
    }

    static readonly object Erasmus = new
    {
        name = "Desiderius Erasmus", emails = new[] { "erasmus@city.example" }, phones = new[] { "+31 10 555 0199" },
        otherSpellings = new[] { new { name = "Erasmus of Rotterdam", seenIn = "Programme" } },
        consents = new[] { new { use = "name", granted = true, source = "letter of Erasmus" } },
    };
}
