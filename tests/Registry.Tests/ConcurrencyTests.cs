using System.Globalization;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Registry.Tests.Imports;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MayorsMechanism.Registry.Tests;

/// <summary>A hundred clients at two replicas change the same few records in every way at once.</summary>
public sealed class ConcurrencyTests(RegistryService registry)
{
    const int Clients = 100;
    const int Steps = 8;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_lost_nothing_is_left_half_and_nobody_hears_of_a_deadlock()
    {
        var cities = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => CreateAsync("organisations", new { name = $"Crowded city {n}", kind = "municipality", population = 0 })));
        var people = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => CreateAsync("people", new { name = $"Crowded person {n}", needs = "0" })));
        var networks = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => registry.NewNetworkAsync()));
        var importer = await ImporterAsync(cities);
        var crowd = new Crowd(cities, people, [.. networks.Select(network => network.Id)], importer);

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(n => crowd.ActAsync(
            registry.Client(TestTokens.Secretariat([.. Scopes.All]), second: n % 2 == 0), new Random(n), Steps)));

        crowd.Answers.ShouldAllBe(answer => answer.Code < 500 && answer.Code != 400 && answer.Code != 404, $"{crowd.Answers.FirstOrDefault(answer => answer.Code >= 500)}");
        crowd.Answers.Where(answer => answer.Code == 409).ShouldAllBe(answer => Rules.Contains(answer.Rule!));
        crowd.Answers.Count(answer => answer.Code is 200 or 201).ShouldBeGreaterThan(Clients);
        foreach (var city in cities)
        {
            var population = (int)(await registry.Secretariat.GetAsync(city)).Body!["population"]!;
            population.ShouldBe(crowd.Raised.GetValueOrDefault(city), $"{city}: every change that was accepted counts");
        }
        foreach (var person in people)
        {
            var needs = int.Parse((await registry.Secretariat.GetAsync(person)).Text("needs"), CultureInfo.InvariantCulture);
            needs.ShouldBe(crowd.Raised.GetValueOrDefault(person), $"{person}: every change that was accepted counts");
        }
        await RequireWholeAsync([.. cities.Concat(people).Select(location => Guid.Parse(location[^36..]))]);
        (await registry.FaultOfHistoryAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_request_that_the_database_gives_up_for_another_is_done_again()
    {
        var (city, network) = (await RegistryService.NewOrganisationAsync(registry.Secretariat), await registry.NewNetworkAsync());
        Task<ApiAnswer> proposing = null!;
        await registry.AskAsync(async db =>
        {
            // Both wait for what the other holds. Whoever waits first looks first, and gives way.
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            var us = await db.Database.SqlQuery<int>($"""SELECT pg_backend_pid() AS "Value" """).SingleAsync(Token);
            await db.Database.ExecuteSqlAsync($"SELECT FROM organisations WHERE id = {network.Id} FOR UPDATE", Token);
            proposing = registry.Secretariat.PostAsync($"{city.Location}/memberships", new { networkId = network.Id }, key: $"{network.Id}");
            await Eventually.IsAsync(() => registry.AskAsync(other => other.Database.SqlQuery<bool>(
                $"""SELECT EXISTS (SELECT FROM pg_stat_activity WHERE {us} = ANY (pg_blocking_pids(pid))) AS "Value" """).SingleAsync(Token)));
            await db.Database.ExecuteSqlAsync($"SELECT FROM organisations WHERE id = {Guid.Parse(city.Id)} FOR UPDATE", Token);
            await transaction.CommitAsync(Token);
            return true;
        });

        (await proposing).Code.ShouldBe(201, (await proposing).ToString());
        (await registry.Secretariat.GetAsync($"{city.Location}/memberships?count=true")).Told().ShouldBe((1, 1));
    }

    [Fact]
    public async Task An_import_ends_while_whoever_waits_for_its_records_has_all_connections_of_the_replica()
    {
        var database = await registry.NewDatabaseAsync();
        await using var replica = RegistryService.Replica(database);
        using var api = new ApiClient(replica.CreateClient(), TestTokens.Secretariat([.. Scopes.All]));
        // It locks in the order of ids.
        var (first, last) = (await RegistryService.NewOrganisationAsync(api), await RegistryService.NewOrganisationAsync(api));
        var report = await api.CheckAsync("organisations", $"id,population\n{first.Id},7\n{last.Id},7\n");
        await using var others = NpgsqlDataSource.Create(database);
        await using var other = await others.OpenConnectionAsync(Token);
        await using var transaction = await other.BeginTransactionAsync(Token);
        await using var holding = new NpgsqlCommand($"SELECT FROM organisations WHERE id = '{last.Id}' FOR UPDATE", other, transaction);
        await holding.ExecuteNonQueryAsync(Token);

        var committing = api.CommitAsync(report);
        await Eventually.IsAsync(async () => await WaitingAsync() == 1);
        var waiting = Enumerable.Range(0, 40).Select(_ => api.PatchAsync(first.Location!, new { population = 8 }, first.ETag)).ToArray();
        await Eventually.IsAsync(async () => await ConnectionsAsync() >= Database.PoolSize && await WaitingAsync() > Database.PoolSize / 2);
        await transaction.CommitAsync(Token);

        (await committing).Text("state").ShouldBe("committed", (await committing).ToString());
        (await Task.WhenAll(waiting)).ShouldAllBe(answer => answer.Code == 412);

        Task<long> WaitingAsync() => CountAsync("wait_event_type = 'Lock'");

        // But for the two of this test.
        async Task<long> ConnectionsAsync() => await CountAsync("backend_type = 'client backend'") - 2;

        async Task<long> CountAsync(string which)
        {
            await using var count = others.CreateCommand($"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND {which}");
            return (long)(await count.ExecuteScalarAsync(Token))!;
        }
    }

    static readonly string[] Rules =
    [
        "merge-with-itself", "merge-of-active-only", "merge-undone", "person-not-active", "organisation-not-active", "organisation-not-retired",
        "position-overlaps", "membership-overlaps", "merge-of-network-with-members", "duplicate-decided",
        "imports-unfinished", "import-has-rejected-rows",
    ];

    /// <summary>A merged record has one open merge, into the one that it names; others have none. Retired ones have their day.</summary>
    Task<bool> RequireWholeAsync(Guid[] ids) => registry.AskAsync(async db =>
    {
        var merges = await db.Merges.Where(m => m.UndoneAt == null).ToListAsync(Token);
        var people = await db.People.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.CanonicalId, Merged = p.Status == People.PersonStatus.Merged }).ToListAsync(Token);
        var organisations = await db.Organisations.Where(o => ids.Contains(o.Id))
            .Select(o => new { o.Id, o.CanonicalId, Merged = o.Status == Organisations.OrganisationStatus.Merged, o.RetiredOn, o.Status }).ToListAsync(Token);
        foreach (var one in people.Select(p => (p.Id, p.CanonicalId, p.Merged)).Concat(organisations.Select(o => (o.Id, o.CanonicalId, o.Merged))))
        {
            merges.Where(m => m.PersonId == one.Id || m.OrganisationId == one.Id).Select(m => m.IntoId)
                .ShouldBe(one.CanonicalId is { } canonical ? [canonical] : [], $"{one}");
            one.Merged.ShouldBe(one.CanonicalId is not null);
        }
        organisations.ShouldAllBe(o => o.RetiredOn != null == (o.Status == Organisations.OrganisationStatus.Retired));
        return true;
    });

    /// <summary>A network that has all of them as members.</summary>
    async Task<ApiClient> ImporterAsync(string[] cities)
    {
        var network = await registry.NewNetworkAsync();
        foreach (var city in cities) (await registry.Secretariat.PostAsync($"{city}/memberships", new { networkId = network.Id })).Code.ShouldBe(201);
        return network.Api;
    }

    async Task<string> CreateAsync(string path, object body)
    {
        var created = await registry.Secretariat.PostAsync($"/api/v1/{path}", body);
        created.Code.ShouldBe(201, created.ToString());
        return created.Location!;
    }

    /// <summary>What all of them do, and what they were answered.</summary>
    sealed class Crowd(string[] cities, string[] people, Guid[] networks, ApiClient importer)
    {
        readonly System.Collections.Concurrent.ConcurrentQueue<ApiAnswer> _answers = [];
        readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _raised = [];

        public IReadOnlyCollection<ApiAnswer> Answers => _answers;
        public IReadOnlyDictionary<string, int> Raised => _raised;

        public async Task ActAsync(ApiClient api, Random random, int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                var (city, person) = (random.GetItems(cities, 1)[0], random.GetItems(people, 1)[0]);
                _answers.Enqueue(await (random.Next(10) switch
                {
                    0 or 1 => RaiseAsync(api, city, "population", read => new { population = (int)read.Body!["population"]! + 1 }),
                    2 or 3 => RaiseAsync(api, person, "needs", read => new { needs = $"{int.Parse(read.Text("needs"), CultureInfo.InvariantCulture) + 1}" }),
                    4 => MergeForAWhileAsync(api, new { personId = Id(person), intoId = Id(random.GetItems(people, 1)[0]) }),
                    5 => MergeForAWhileAsync(api, new { organisationId = Id(city), intoId = Id(random.GetItems(cities, 1)[0]) }),
                    6 => RetireForAWhileAsync(api, city),
                    7 => ImportAsync(city),
                    8 => api.PostAsync($"{person}/positions", new { organisationId = Id(city), title = $"Title {random.Next(3)}", kind = "other" }),
                    _ => api.PostAsync($"{city}/memberships", new { networkId = random.GetItems(networks, 1)[0], from = $"{2000 + random.Next(20)}-01-01", to = "2020-01-01" }),
                }));
            }
        }

        async Task<ApiAnswer> RaiseAsync(ApiClient api, string record, string field, Func<ApiAnswer, object> raise)
        {
            var read = await api.GetAsync(record);
            if (read.Code != 200) return read;
            var answer = await api.PatchAsync(record, raise(read), read.ETag);
            if (answer.Code == 200) _raised.AddOrUpdate(record, 1, (_, count) => count + 1);
            if (answer.Code == 200) answer.Body![field].ShouldNotBeNull();
            return answer;
        }

        /// <summary>A file names no version: whoever reads its report commits what nobody else has raised by then.</summary>
        async Task<ApiAnswer> ImportAsync(string city)
        {
            var population = await PopulationAsync(city);
            var uploaded = await importer.UploadAsync("organisations", $"id,population\n{Id(city)},{population + 1}\n");
            if (uploaded.Code != 202) return uploaded;
            var state = await importer.WaitAsync(uploaded.Location!, 300);
            if (state.Count("changed") == 1 && await PopulationAsync(city) == population)
            {
                var asked = await importer.PostAsync($"{uploaded.Location}/commit", ifMatch: state.ETag);
                if (asked.Code != 202) return asked;
                state = await importer.WaitAsync(uploaded.Location!, 300);
            }
            if (state.Text("state") == "committed") _raised.AddOrUpdate(city, 1, (_, count) => count + 1);
            return state.Text("state") == "committed" ? state : await importer.PostAsync($"{uploaded.Location}/cancel", ifMatch: state.ETag);
        }

        async Task<int> PopulationAsync(string city) => (int)(await importer.GetAsync(city)).Body!["population"]!;

        async Task<ApiAnswer> MergeForAWhileAsync(ApiClient api, object merging)
        {
            var merge = await api.PostAsync("/api/v1/merges", merging);
            if (merge.Code != 201) return merge;
            _answers.Enqueue(merge);
            return await api.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag);
        }

        async Task<ApiAnswer> RetireForAWhileAsync(ApiClient api, string city)
        {
            var retired = await api.PostAsync($"{city}/retire", new { on = "2020-01-01" }, (await api.GetAsync(city)).ETag);
            if (retired.Code != 200) return retired;
            _answers.Enqueue(retired);
            return await api.PostAsync($"{city}/reinstate", ifMatch: retired.ETag);
        }

        static string Id(string location) => location[^36..];
    }
}
