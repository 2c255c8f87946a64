using System.Text.Json;

namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>Messages that come twice, in any order, or cannot be consumed.</summary>
[Trait("Category", "Full"), Collection(nameof(SharedServices))]
public sealed class DeliveryTests(SharedServices shared)
{
    [Fact]
    public async Task Every_message_delivered_twice_and_out_of_order_changes_nothing()
    {
        var services = await shared.StartedAsync();
        await using var wire = await Wire.TapAsync(services);
        var contracts = ContractTests.Types.Select(type => JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name)).Order(StringComparer.Ordinal).ToArray();
        await wire.ListenAsync(contracts);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var readers = Reader.OfEveryFeed(services);
        var following = readers.Select(reader => reader.FollowAsync(stop.Token)).ToList();
        await (await Story.BeginAsync(services)).AlterAsync();
        var story = await Story.BeginAsync(services);
        var people = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => story.RegisterAsync($"Repeated {n}")));
        foreach (var who in people.Take(6))
        {
            var confirmed = await story.ConfirmAsync(await story.NominateAsync(who));
            if (who == people[0]) await story.WithdrawAsync(confirmed);
            if (who == people[1]) await story.SpeakAsync(who, confirmed);
        }
        Story.Must(await services.At("registry").PostAsync($"/api/v1/people/{people[9].Person}/erase", ifMatch: "\"1\""), 202);
        await services.KillAsync("outcomes");
        await services.DoAsync("outcomes", "DELETE FROM subscriptions");
        await services.StartAsync("outcomes");
        await services.Of("registry")[0].RunAsync("republish", TestContext.Current.CancellationToken);
        await Eventually.BecomesAsync(() => Task.FromResult(HeardOf()), heard => heard == string.Join(", ", contracts));
        await Eventually.BecomesAsync(() => LettersAsync(services, "state = 'queued' OR state = 'sending'"), waiting => waiting == 0);
        await Truth.HoldsAsync(services);
        await services.AllIsConsumedAsync();
        var before = await EffectsAsync(services);
        (await LettersAsync(services)).ShouldBeGreaterThanOrEqualTo(5);

        var again = wire.Overheard.Concat(wire.Overheard).ToArray();
        Random.Shared.Shuffle(again);
        foreach (var (exchange, body) in again) await wire.SayAsync(exchange, "", body);

        await services.AllIsConsumedAsync();
        await Truth.HoldsAsync(services);
        await services.AllIsConsumedAsync();
        (await EffectsAsync(services)).ShouldBe(before);
        (await services.AskAsync<long>("consultations", $"SELECT count(*) FROM person_copies WHERE id = '{people[9].Person}'")).ShouldBe(0);
        await stop.CancelAsync();
        await Task.WhenAll(following);
        foreach (var reader in readers) await reader.HasMissedNothingAsync();

        string HeardOf() => string.Join(", ", wire.Overheard.Select(message => message.Exchange).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_poison_message_is_listed_with_its_reason_and_succeeds_when_it_is_replayed_after_the_cause_is_mended()
    {
        var services = await shared.StartedAsync();
        var story = await Story.BeginAsync(services);
        await services.DoAsync("consultations", "ALTER TABLE person_copies ADD CONSTRAINT no_poison CHECK (name <> 'Poison')");
        var poison = await story.RegisterAsync("Poison");
        var healthy = await story.RegisterAsync("Healthy");

        var listed = await Eventually.BecomesAsync(
            () => services.At("consultations").GetAsync("/api/v1/operations/consultations/failures"), page => page.Items.Count == 2);
        var failure = listed.Items[0]!;
        ((string)failure["contract"]!, (string)failure["queue"]!).ShouldBe(("PersonChanged", "consultations-person-changed"));
        ((string)failure["reason"]!).ShouldContain("no_poison");
        await services.TellsAsync("consultations", "messaging.failures", failures => failures == 2);
        await Eventually.BecomesAsync(() => services.AskAsync<long>("consultations", $"SELECT count(*) FROM person_copies WHERE id = '{healthy.Person}'"), copies => copies == 1);

        await services.DoAsync("consultations", "ALTER TABLE person_copies DROP CONSTRAINT no_poison");
        foreach (var each in listed.Items)
        {
            Story.Must(await services.At("consultations").PostAsync($"/api/v1/operations/consultations/failures/{each!["id"]}/replay"), 202);
        }

        await Truth.HoldsAsync(services);
        (await services.AskAsync<long>("consultations", $"SELECT count(*) FROM person_copies WHERE id = '{poison.Person}'")).ShouldBe(1);
        (await services.At("consultations").PostAsync($"/api/v1/operations/consultations/failures/{listed.Items[0]!["id"]}/replay")).Code.ShouldBe(404);
        await services.TellsAsync("consultations", "messaging.failures", failures => failures == 0);
    }

    [Fact]
    public async Task A_person_whom_a_kept_failure_names_is_erased_from_there_too()
    {
        var services = await shared.StartedAsync();
        var story = await Story.BeginAsync(services);
        await services.DoAsync("consultations", "ALTER TABLE person_copies ADD CONSTRAINT no_poison CHECK (name <> 'Poison to forget')");
        var who = await story.RegisterAsync("Poison to forget");
        await Eventually.BecomesAsync(NamedAsync, failures => failures == 2);

        Story.Must(await services.At("registry").PostAsync($"/api/v1/people/{who.Person}/erase", ifMatch: "\"1\""), 202);

        await Eventually.BecomesAsync(() => services.At("registry").GetAsync($"/api/v1/people/{who.Person}/erasure"), erasure => (bool)erasure.Body!["complete"]!);
        (await NamedAsync()).ShouldBe(0);
        await services.DoAsync("consultations", "ALTER TABLE person_copies DROP CONSTRAINT no_poison");
        await Truth.HoldsAsync(services);

        Task<long> NamedAsync() => services.AskAsync<long>("consultations",
            "SELECT count(*) FROM failures WHERE position(convert_to('Poison to forget', 'UTF8') IN body) > 0");
    }

    [Fact]
    public async Task A_receipt_of_an_erasure_that_could_not_be_kept_is_not_lost()
    {
        var services = await shared.StartedAsync();
        var story = await Story.BeginAsync(services);
        var who = await story.RegisterAsync("Erased");
        await services.DoAsync("registry", "ALTER TABLE erasure_receipts ADD CONSTRAINT no_receipt CHECK (service <> 'consultations' OR at IS NULL) NOT VALID");
        Story.Must(await services.At("registry").PostAsync($"/api/v1/people/{who.Person}/erase", ifMatch: "\"1\""), 202);
        var listed = await Eventually.BecomesAsync(
            () => services.At("registry").GetAsync("/api/v1/operations/registry/failures"), page => page.Items.Count == 1);

        await services.DoAsync("registry", "ALTER TABLE erasure_receipts DROP CONSTRAINT no_receipt");
        Story.Must(await services.At("registry").PostAsync($"/api/v1/operations/registry/failures/{listed.Items[0]!["id"]}/replay"), 202);

        await Eventually.BecomesAsync(() => services.At("registry").GetAsync($"/api/v1/people/{who.Person}/erasure"), erasure => (bool)erasure.Body!["complete"]!);
        await Truth.HoldsAsync(services);
    }

    [Fact]
    public async Task A_service_that_begins_to_listen_is_told_what_it_missed()
    {
        var services = await shared.StartedAsync();
        var story = await Story.BeginAsync(services);
        var (missed, erased) = (await story.RegisterAsync("Missed"), await story.RegisterAsync("Missed and erased"));
        await Truth.HoldsAsync(services);
        await services.KillAsync("consultations");
        await services.DoAsync("consultations", "DELETE FROM subscriptions; DELETE FROM person_copies; DELETE FROM organisation_copies");
        Story.Must(await services.At("registry").PostAsync($"/api/v1/people/{erased.Person}/erase", ifMatch: "\"1\""), 202);

        await services.StartAsync("consultations");

        await Truth.HoldsAsync(services);
        (await services.AskAsync<long>("consultations", $"SELECT count(*) FROM person_copies WHERE id = '{missed.Person}'")).ShouldBe(1);
        (await services.AskAsync<long>("consultations", "SELECT count(*) FROM subscriptions")).ShouldBe(3);
    }

    [Fact]
    public async Task An_event_of_a_release_to_come_waits_and_stands_in_nobody_s_way()
    {
        var services = await shared.StartedAsync();
        await services.DoAsync("registry", "INSERT INTO outbox (id, bulk, contract, body, created_at) VALUES (gen_random_uuid(), false, 'SomethingNew', '{}', now() - interval '1 h')");

        await Story.BeginAsync(services);
        (await services.AskAsync<long>("registry", "SELECT count(*) FROM outbox WHERE contract = 'SomethingNew'")).ShouldBe(1);

        // A relay that puts it off at this moment brings it back once more.
        await Eventually.BecomesAsync(
            async () =>
            {
                await services.DoAsync("registry", "DELETE FROM outbox WHERE contract = 'SomethingNew'");
                return await services.AskAsync<long>("registry", "SELECT count(*) FROM outbox WHERE contract = 'SomethingNew'");
            },
            left => left == 0);
        await Truth.HoldsAsync(services);
    }

    [Fact]
    public async Task What_is_no_message_at_all_and_what_ends_every_process_that_takes_it_are_listed_too()
    {
        var services = await shared.StartedAsync();
        // What another test said last would be given back as often as what is deadly.
        await Truth.HoldsAsync(services);
        await services.AllIsConsumedAsync();
        await using var wire = await Wire.TapAsync(services);
        await wire.SayAsync("", "notifications-person-changed", "{ not json"u8.ToArray());
        await AreListedAsync(1, "");

        await services.KillAsync("notifications");
        await wire.SayAsync("", "notifications-person-changed", "{ deadly"u8.ToArray());
        var deliveries = 0;
        while (await wire.TakeAndGiveBackAsync("notifications-person-changed")) (++deliveries).ShouldBeLessThan(100);
        await services.StartAsync("notifications");

        await AreListedAsync(2, "gave up");
        await services.DoAsync("notifications", "DELETE FROM failures");

        Task AreListedAsync(int count, string reason) => Eventually.BecomesAsync(
            () => services.At("notifications").GetAsync("/api/v1/operations/notifications/failures"),
            page => page.Items.Count == count && ((string)page.Items[^1]!["reason"]!).Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_copy_that_lost_or_mistook_something_is_mended_by_republishing()
    {
        var services = await shared.StartedAsync();
        var story = await Story.BeginAsync(services);
        var (lost, mistaken) = (await story.RegisterAsync("Lost"), await story.RegisterAsync("Mistaken"));
        await story.SpeakAsync(lost, await story.ConfirmAsync(await story.NominateAsync(lost)));
        await Truth.HoldsAsync(services);
        await services.DoAsync("consultations", $"DELETE FROM person_copies WHERE id = '{lost.Person}'; DELETE FROM organisation_copies");
        await services.DoAsync("outcomes", "DELETE FROM cycle_copies; DELETE FROM consultation_copies; DELETE FROM session_copies; DELETE FROM nomination_copies");
        await services.DoAsync("notifications", $"UPDATE recipients SET name = 'Somebody else' WHERE id = '{mistaken.Person}'");

        foreach (var (service, kind) in ((string, string)[])[("registry", "person"), ("consultations", "nomination")])
        {
            var (code, said) = await services.Of(service)[0].RunAsync("republish", TestContext.Current.CancellationToken);
            code.ShouldBe(0, said);
            said.ShouldContain($"{kind}: ");
        }

        await Truth.HoldsAsync(services);
    }

    static Task<long> LettersAsync(Services services, string which = "true") =>
        services.AskAsync<long>("notifications", $"SELECT count(*) FROM letters WHERE {which}");

    /// <summary>All that is to happen once: what histories tell, letters, mails, links and receipts.</summary>
    static async Task<string> EffectsAsync(Services services)
    {
        List<long> effects = [await LettersAsync(services), Directory.GetFiles(services.Mails, "*.eml").Length];
        foreach (var service in Services.Names) effects.Add(await services.AskAsync<long>(service, "SELECT count(*) FROM history"));
        effects.Add(await services.AskAsync<long>("consultations", "SELECT count(*) FROM one_time_links"));
        effects.Add(await services.AskAsync<long>("registry", "SELECT count(*) FROM erasure_receipts"));
        return string.Join(", ", effects);
    }
}
