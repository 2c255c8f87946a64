using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;

namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>Very many events at once: what an import changed, and what somebody is told again.</summary>
[Trait("Category", "Full")]
public sealed class VolumeTests(SharedServices shared) : IClassFixture<SharedServices>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_is_told_in_bundles_and_one_event_that_cannot_be_applied_takes_no_other_with_it()
    {
        var services = await shared.StartedAsync();
        await using var wire = await Wire.TapAsync(services);
        await wire.ListenAsync(["organisation-changed", "organisation-changed-bundle"]);
        await services.DoAsync("consultations", "ALTER TABLE organisation_copies ADD CONSTRAINT no_poison CHECK (name <> 'Bundled 7')");

        await ImportAsync(services, "Bundled", 600);

        var listed = await Eventually.BecomesAsync(
            () => services.At("consultations").GetAsync("/api/v1/operations/consultations/failures"), page => page.Items.Count == 1);
        ((string)listed.Items[0]!["queue"]!).ShouldBe("consultations-organisation-changed");
        ((string)listed.Items[0]!["reason"]!).ShouldContain("no_poison");
        await Eventually.BecomesAsync(() => CopiesAsync(services, "consultations", "Bundled"), copies => copies == 599);
        await Eventually.BecomesAsync(() => CopiesAsync(services, "outcomes", "Bundled"), copies => copies == 600);
        var told = wire.Overheard.Select(message => (message.Exchange, Message: JsonNode.Parse(message.Body)!["message"]!)).ToLookup(each => each.Exchange, each => each.Message);
        told["organisation-changed-bundle"].Sum(bundle => bundle["events"]!.AsArray().Count).ShouldBe(600);
        told["organisation-changed-bundle"].Count().ShouldBeLessThan(10);
        told["organisation-changed"].ShouldBeEmpty();

        await services.DoAsync("consultations", "ALTER TABLE organisation_copies DROP CONSTRAINT no_poison");
        Story.Must(await services.At("consultations").PostAsync($"/api/v1/operations/consultations/failures/{listed.Items[0]!["id"]}/replay"), 202);
        await Truth.HoldsAsync(services);
    }

    [Fact]
    public async Task Killed_between_receive_and_commit_of_a_bundle_it_receives_it_again()
    {
        var services = await shared.StartedAsync();
        await using var moment = await Moment.AtCommitAsync(services, "consultations", "organisation_copies", "INSERT");
        await ImportAsync(services, "Killed", 600);

        await moment.ReachedAsync();
        await services.KillAsync("consultations");
        await moment.PassAsync(rollBack: true);
        (await CopiesAsync(services, "consultations", "Killed")).ShouldBe(0);
        await services.StartAsync("consultations");

        await Truth.HoldsAsync(services);
        (await CopiesAsync(services, "consultations", "Killed")).ShouldBe(600);
    }

    [Fact]
    public async Task While_a_service_lags_behind_an_import_the_broker_holds_a_few_bundles_and_what_is_told_alone_goes_past()
    {
        var services = await shared.StartedAsync();
        await Truth.HoldsAsync(services);
        await using (await HoldAsync(services, "consultations", "organisation_copies"))
        {
            // Older than what is known, each.
            var story = await Story.BeginAsync(services);
            await services.DoAsync("registry", """
                INSERT INTO outbox (id, contract, body, created_at, bulk)
                SELECT gen_random_uuid(), 'OrganisationChanged', jsonb_build_object('id', id, 'version', 0, 'name', name, 'kind', 'municipality', 'languages', '{}'::text[],
                    'otherNames', '{}'::text[], 'verified', false, 'status', 'active', 'memberships', '{}'::text[])::text, now(), true
                FROM (SELECT id, name FROM organisations LIMIT 1) AS one, generate_series(1, 20000)
                """);

            await story.RegisterAsync("Goes past");

            await Eventually.BecomesAsync(() => services.AskAsync<long>("notifications", "SELECT count(*) FROM recipients WHERE name = 'Goes past'"), copies => copies == 1);
            await Eventually.BecomesAsync(async () => (await services.Rabbit.QueuesAsync(Token))["consultations-bundles"], held => held >= 8);
            var waiting = await SettledAsync(() => services.AskAsync<long>("registry", "SELECT count(*) FROM outbox"));
            waiting.ShouldBeGreaterThan(10_000);
            (await services.Rabbit.QueuesAsync(Token))["consultations-bundles"].ShouldBeLessThanOrEqualTo(24);
        }

        await Truth.HoldsAsync(services);
    }

    [Fact]
    public async Task Who_asks_for_one_contract_is_told_of_that_alone_and_nobody_else_hears_it()
    {
        var services = await shared.StartedAsync();
        var who = await (await Story.BeginAsync(services)).RegisterAsync("Not asked for");
        await Truth.HoldsAsync(services);
        await using var wire = await Wire.TapAsync(services);
        await wire.ListenAsync(["organisation-changed", "organisation-changed-bundle", "person-changed", "person-changed-bundle", "person-erased-bundle"]);
        await services.KillAsync("consultations");
        await services.DoAsync("consultations", $"DELETE FROM subscriptions WHERE contract = 'OrganisationChanged'; DELETE FROM organisation_copies; DELETE FROM person_copies WHERE id = '{who.Person}'");

        await services.StartAsync("consultations");

        await Eventually.BecomesAsync(
            async () => await services.AskAsync<long>("consultations", "SELECT count(*) FROM organisation_copies") - await services.AskAsync<long>("registry", "SELECT count(*) FROM organisations"),
            missing => missing == 0);
        await Eventually.BecomesAsync(() => services.AskAsync<long>("registry", "SELECT count(*) FROM subscribers WHERE wanted <> '{}'"), asking => asking == 0);
        await services.AllIsConsumedAsync();
        (await services.AskAsync<long>("consultations", $"SELECT count(*) FROM person_copies WHERE id = '{who.Person}'")).ShouldBe(0);
        wire.Overheard.ShouldBeEmpty();

        // Whoever takes it answers, known to the registry or not.
        await services.DoAsync("registry", "DELETE FROM subscribers");
        (await services.Of("registry")[0].RunAsync("republish", Token)).Output.ShouldContain("person: told again to every service that takes PersonChanged or PersonErased");
        await Eventually.BecomesAsync(() => services.AskAsync<long>("registry", "SELECT count(*) FROM subscribers WHERE record = 'person'"), known => known == 3);
        await Truth.HoldsAsync(services);
    }

    [Fact]
    public async Task Killed_while_it_tells_somebody_again_it_goes_on_where_it_was()
    {
        var services = await shared.StartedAsync();
        await ImportAsync(services, "Resumed", 6000);
        await Truth.HoldsAsync(services);
        await services.DoAsync("consultations", "DELETE FROM organisation_copies");
        string first;
        await using (await HoldAsync(services, "consultations", "organisation_copies"))
        {
            await services.DoAsync("registry", $"UPDATE subscribers SET wanted = contracts, told_up_to = '{Guid.Empty}' WHERE service = 'consultations' AND record = 'organisation'; NOTIFY work, 'wanted'");
            first = await SettledAsync(ToldUpToAsync);
            first.ShouldNotBe(Guid.Empty.ToString());
            await services.KillAsync("registry");
            (await ToldUpToAsync()).ShouldBe(first);
            (await services.AskAsync<long>("registry", $"SELECT count(*) FROM organisations WHERE id > '{first}'")).ShouldBeGreaterThan(0);
        }
        await services.AllIsConsumedAsync();
        // Told before the kill: whoever began again would bring it back.
        await services.DoAsync("consultations", "DELETE FROM organisation_copies WHERE id = (SELECT id FROM organisation_copies ORDER BY id LIMIT 1)");

        await services.StartAsync("registry");

        await Eventually.BecomesAsync(() => services.AskAsync<long>("registry", "SELECT count(*) FROM subscribers WHERE wanted <> '{}'"), asking => asking == 0);
        await Eventually.BecomesAsync(
            async () => await services.AskAsync<long>("registry", "SELECT count(*) FROM organisations") - await services.AskAsync<long>("consultations", "SELECT count(*) FROM organisation_copies"),
            missing => missing == 1);
        (await services.Of("registry")[0].RunAsync("republish", Token)).Code.ShouldBe(0);
        await Truth.HoldsAsync(services);

        Task<string> ToldUpToAsync() =>
            services.AskAsync<string>("registry", "SELECT told_up_to::text FROM subscribers WHERE service = 'consultations' AND record = 'organisation'");
    }

    /// <summary>Nobody else reads or writes the table until it is disposed of.</summary>
    static async Task<IAsyncDisposable> HoldAsync(Services services, string service, string table)
    {
        var connection = await services.Database(service).OpenConnectionAsync(Token);
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync(Token);
        return connection;
    }

    /// <summary>The answer once it has stayed the same for three seconds.</summary>
    static async Task<T> SettledAsync<T>(Func<Task<T>> ask)
    {
        var (last, since) = (await ask(), DateTime.UtcNow);
        while (DateTime.UtcNow - since < TimeSpan.FromSeconds(3))
        {
            await Task.Delay(100, Token);
            var now = await ask();
            if (!Equals(now, last)) (last, since) = (now, DateTime.UtcNow);
        }
        return last;
    }

    static Task<long> CopiesAsync(Services services, string service, string name) =>
        services.AskAsync<long>(service, $"SELECT count(*) FROM organisation_copies WHERE name LIKE '{name} %'");

    static async Task ImportAsync(Services services, string name, int rows)
    {
        var file = new StringBuilder("name,kind,country\n");
        for (var row = 0; row < rows; row++) file.Append(name).Append(' ').Append(row).Append(",municipality,CL\n");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(file.ToString())) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        var import = Story.Must(await services.At("registry").PostAsync("/api/v1/registry/imports?kind=organisations", content), 202);
        var check = await Eventually.BecomesAsync(() => services.At("registry").GetAsync(import.Location!), now => now.Text("state") == "checked");
        Story.Must(await services.At("registry").PostAsync($"{import.Location}/commit", new { duplicates = "create" }, check.ETag), 202);
        await Eventually.BecomesAsync(() => services.At("registry").GetAsync(import.Location!), now => now.Text("state") == "committed");
    }
}
