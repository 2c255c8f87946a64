using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests;

/// <summary>What holds whatever is done, in whatever order.</summary>
public sealed class PropertyTests(RegistryService registry)
{
    const int Records = 5;

    static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(12).WithQuietOnSuccess(true);

    static readonly Gen<int> Record = Gen.Choose(0, Records - 1);

    static readonly Gen<(int From, int Into)> Pair = Record.SelectMany(from => Record, (from, into) => (from, into));

    [Fact]
    public Task Merges_and_their_undoing_in_any_order_leave_every_person_as_they_were() =>
        UndoneIsAsBeforeAsync(() => RegistryService.PersonAsync(registry.Secretariat, "Somebody to merge"), (from, into) => new { personId = from, intoId = into });

    [Fact]
    public Task Merges_and_their_undoing_in_any_order_leave_every_organisation_as_it_was() =>
        UndoneIsAsBeforeAsync(() => RegistryService.NewOrganisationAsync(registry.Secretariat, "Something to merge"), (from, into) => new { organisationId = from, intoId = into });

    [Fact]
    public Task The_history_of_a_person_replays_to_the_present_record() =>
        HoldsAsync(Change.ArrayOf(6), async changes =>
        {
            var person = await registry.Secretariat.PostAsync("/api/v1/people", """{ "name": "Before" }""");
            foreach (var change in changes)
            {
                var present = await registry.Secretariat.GetAsync(person.Location!);
                (await registry.Secretariat.PatchAsync(person.Location!, change, present.ETag)).Code.ShouldBe(200, change);
            }

            JsonObject? state = null;
            foreach (var line in (await registry.Secretariat.GetAsync($"{person.Location}/history")).Items)
            {
                JsonNode.DeepEquals(line!["before"], state).ShouldBeTrue();
                state = line["after"]!.AsObject();
                ((int)line["version"]!).ShouldBe((int)state["version"]!);
            }

            var now = (await registry.Secretariat.GetAsync(person.Location!)).Body!.AsObject();
            now.Remove("contactsWithheld"); // Of the reader, not of the record.
            foreach (var (field, value) in now) JsonNode.DeepEquals(state![field], value).ShouldBeTrue($"{field}: {state[field]?.ToJsonString()} is not {value?.ToJsonString()}");
        });

    [Fact]
    public Task The_chain_verifies_and_nothing_is_left_after_any_erasures() =>
        HoldsAsync(Pair.ArrayOf(4).SelectMany(_ => Record.ArrayOf(3), (merges, erased) => (merges, erased)), async plan =>
        {
            var name = $"Unforgotten{Guid.NewGuid():N}";
            var people = await Task.WhenAll(Enumerable.Range(0, Records).Select(_ => RegistryService.PersonAsync(registry.Secretariat, name)));
            foreach (var (from, into) in plan.merges) await registry.Secretariat.PostAsync("/api/v1/merges", new { personId = people[from].Id, intoId = people[into].Id });
            foreach (var at in plan.erased) await EraseAsync(people[at]);
            (await registry.FaultOfHistoryAsync()).ShouldBeNull();

            foreach (var person in people) await EraseAsync(person);

            (await registry.RowsNamingAsync(name)).ShouldBeEmpty();
            (await registry.FaultOfHistoryAsync()).ShouldBeNull();
        });

    async Task UndoneIsAsBeforeAsync(Func<Task<ApiAnswer>> create, Func<string, string, object> merging) =>
        await HoldsAsync(Pair.ArrayOf(6).SelectMany(_ => Gen.Choose(0, 1000), (merges, seed) => (merges, seed)), async plan =>
        {
            var records = await Task.WhenAll(Enumerable.Range(0, Records).Select(_ => create()));
            var before = await Task.WhenAll(records.Select(StateAsync));
            List<ApiAnswer> merged = [];
            foreach (var (from, into) in plan.merges)
            {
                var merge = await registry.Secretariat.PostAsync("/api/v1/merges", merging(records[from].Id, records[into].Id));
                merge.Code.ShouldBe(merge.Rule is "merge-with-itself" or "merge-of-active-only" ? 409 : 201, merge.ToString());
                if (merge.Code == 201) merged.Add(merge);
            }
            foreach (var merge in merged)
            {
                (await StateAsync(records.Single(r => r.Id == ((string?)merge.Body!["personId"] ?? merge.Text("organisationId"))))).ShouldContain(merge.Text("intoId"));
            }

            new Random(plan.seed).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(merged));
            foreach (var merge in merged) (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);

            (await Task.WhenAll(records.Select(StateAsync))).ShouldBe(before);
        });

    /// <summary>A record without its version, which counts that it was merged.</summary>
    async Task<string> StateAsync(ApiAnswer record)
    {
        var state = (await registry.Secretariat.GetAsync(record.Location!)).Body!.AsObject();
        state.Remove("version");
        return state.ToJsonString();
    }

    /// <summary>Those merged into somebody go with whom they were merged into.</summary>
    async Task EraseAsync(ApiAnswer person)
    {
        var present = await registry.Secretariat.GetAsync(person.Location!);
        var erased = await registry.Secretariat.PostAsync($"{person.Location}/erase", ifMatch: present.ETag);
        (erased.Code == 202 || erased.Rule == "erase-canonical").ShouldBeTrue(erased.ToString());
    }

    static readonly Gen<string> Text = Gen.Elements("São Paulo", "Œuvre d’art", "Иван", "علي حسن", "e\u0301\u0328", "東京🏙️", "\"quoted\" \\ <b>", "x");

    static readonly Gen<string> Change = Gen.OneOf(
        Text.Select(text => Patch("name", text)), Text.Select(text => Patch("needs", text)), Gen.Constant("""{ "needs": null, "gender": null }"""),
        Text.Select(text => Patch("otherSpellings", new[] { new { name = text, seenIn = "Programme" } })),
        Gen.Elements("es", "pt-BR", "ar").ArrayOf(2).Select(languages => Patch("languages", languages)));

    static string Patch(string field, object value) => System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, object> { [field] = value });

    static Task HoldsAsync<T>(Gen<T> plans, Func<T, Task> holds) =>
        Task.Run(() => Prop.ForAll(plans.ToArbitrary(), holds).Check(Config), TestContext.Current.CancellationToken);
}
