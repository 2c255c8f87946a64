using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests;

/// <summary>Whatever is done to records of every kind, their history tells how each came to be what it is; and what is undone leaves no trace in them.</summary>
public sealed class ReplayTests(RegistryService registry)
{
    const int Steps = 150;

    static readonly object LetterOf = new { use = "photo", granted = true, source = "letter" };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_history_of_every_record_replays_to_what_it_is(int seed)
    {
        var world = await World.NewAsync(registry, new Random(seed));
        for (var step = 0; step < Steps; step++) await world.StepAsync();

        var lines = (await Task.WhenAll(world.Roots.Select(LinesAsync))).SelectMany(of => of).ToList();

        Dictionary<string, JsonNode?> states = [];
        foreach (var line in lines)
        {
            var id = (string)line["recordId"]!;
            JsonNode.DeepEquals(line["before"], states.GetValueOrDefault(id)).ShouldBeTrue(line.ToJsonString());
            states[id] = line["after"];
        }
        lines.Select(line => (string)line["record"]!).Distinct().Order().ShouldBe(
            ["membership", "merge", "organisation", "organisation-document", "person", "person-document", "position"]);
        foreach (var (record, path) in world.Paths)
        {
            var now = await registry.Secretariat.GetAsync(path);
            var state = states[record];
            if (state is null) now.Code.ShouldBe(404, path);
            else RequireSame(now.Body!.AsObject(), state.AsObject());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_chain_of_merges_that_is_undone_leaves_all_records_and_their_parts_as_they_were(int seed)
    {
        var random = new Random(seed);
        var worlds = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => World.NewAsync(registry, random)));
        foreach (var world in worlds) for (var step = 0; step < 10; step++) await world.StepAsync(merging: false);
        var before = await StatesAsync();

        List<ApiAnswer> merges = [];
        foreach (var (from, into) in new[] { (0, 1), (1, 2) })
        {
            merges.Add(await MergeAsync(new { personId = worlds[from].Person.Id, intoId = worlds[into].Person.Id }));
            if (await ActiveAsync(worlds[from]) && await ActiveAsync(worlds[into])) merges.Add(await MergeAsync(new { organisationId = worlds[from].City.Id, intoId = worlds[into].City.Id }));
        }
        (await StatesAsync()).ShouldNotBe(before);
        foreach (var merge in merges.AsEnumerable().Reverse()) (await registry.Secretariat.PostAsync($"{merge.Location}/undo", ifMatch: merge.ETag)).Code.ShouldBe(200);

        (await StatesAsync()).ShouldBe(before);

        async Task<List<string>> StatesAsync() => [.. await Task.WhenAll(worlds.SelectMany(world => world.Paths.Values).Select(async path =>
        {
            var state = (await registry.Secretariat.GetAsync(path)).Body!.AsObject();
            state.Remove("version"); // Counts that it was merged.
            return state.ToJsonString();
        }))];
    }

    async Task<bool> ActiveAsync(World world) => (await registry.Secretariat.GetAsync(world.City.Location!)).Text("status") == "active";

    async Task<ApiAnswer> MergeAsync(object merging)
    {
        var merge = await registry.Secretariat.PostAsync("/api/v1/merges", merging);
        merge.Code.ShouldBe(201, merge.ToString());
        return merge;
    }

    /// <summary>From the first to the last.</summary>
    async Task<List<JsonNode>> LinesAsync(string root)
    {
        List<JsonNode> lines = [];
        for (var after = ""; ;)
        {
            var page = await registry.Secretariat.GetAsync($"/api/v1/registry/history?record={root}&limit=50{after}");
            lines.AddRange(page.Items.Select(line => line!));
            if ((string?)page.Body!["next"] is not { } next) break;
            after = $"&after={Uri.EscapeDataString(next)}";
        }
        lines.Reverse();
        return lines;
    }

    /// <summary>What an answer tells beside the record, or in other words, is not in its history.</summary>
    static void RequireSame(JsonObject now, JsonObject state)
    {
        string[] beside = ["contactsWithheld", "withheld", "name", "mediaType", "length", "sha256"];
        foreach (var (field, value) in now.Where(each => state.ContainsKey(each.Key) || !beside.Contains(each.Key)))
        {
            var then = state[field];
            var same = JsonNode.DeepEquals(then, value)
                || (field.EndsWith("At", StringComparison.Ordinal) && DateTimeOffset.TryParse((string?)then, out var a) && DateTimeOffset.TryParse((string?)value, out var b)
                    && (a - b).Duration() < TimeSpan.FromMicroseconds(1)); // What the database keeps of an instant.
            same.ShouldBeTrue($"{field}: {then?.ToJsonString()} in the history, {value?.ToJsonString()} now");
        }
    }

    /// <summary>A city, a network, a person and somebody to merge into them; and where to read them and all their parts.</summary>
    sealed class World(RegistryService registry, Random random)
    {
        readonly List<ApiAnswer> _memberships = [], _positions = [], _documents = [], _merges = [];
        NetworkClient _network = null!;
        ApiAnswer _other = null!;

        public ApiAnswer City { get; private set; } = null!;
        public ApiAnswer Person { get; private set; } = null!;
        public Dictionary<string, string> Paths { get; } = [];
        public IEnumerable<string> Roots => [City.Id, Person.Id, _other.Id, .. _merges.Select(merge => merge.Id)];

        public static async Task<World> NewAsync(RegistryService registry, Random random)
        {
            var world = new World(registry, random)
            {
                _network = await registry.NewNetworkAsync(),
                City = await RegistryService.NewOrganisationAsync(registry.Secretariat),
                Person = await RegistryService.NewPersonAsync(registry.Secretariat),
                _other = await RegistryService.NewPersonAsync(registry.Secretariat),
            };
            foreach (var record in (ApiAnswer[])[world.City, world.Person, world._other]) world.Paths[record.Id] = record.Location!;
            await world.AddAsync(world._memberships, $"{world.City.Location}/memberships", new { networkId = world._network.Id, from = "1990-01-01", to = "1991-12-31" });
            await world.AddAsync(world._positions, $"{world.Person.Location}/positions", new { organisationId = world.City.Id, title = "Alcaldesa", kind = "mayor", from = "1990-01-01", to = "1991-12-31" });
            return world;
        }

        public async Task StepAsync(bool merging = true)
        {
            var (text, day) = (One("São Paulo", "Œuvre d’art", "علي حسن", "e\u0301\u0328", "東京🏙️"), new DateOnly(2000 + random.Next(20), 1 + random.Next(12), 1));
            Func<Task<ApiAnswer?>>[] steps =
            [
                () => PatchAsync(City, new { name = text, population = random.Next(), competences = new { housing = One("full", "shared", "none") } }),
                () => PatchAsync(City, new { otherNames = new[] { new { name = text, kind = One("acronym", "former") } } }),
                () => GoAsync(City, "verify"), () => GoAsync(City, "retire", new { on = day }), () => GoAsync(City, "reinstate"),
                () => AddAsync(_memberships, $"{City.Location}/memberships", new { networkId = _network.Id, from = day, to = day.AddDays(random.Next(400)) }),
                () => _memberships.Count == 0 ? Nothing : PatchAsync(One([.. _memberships]), new { to = day.AddYears(10) }),
                () => PatchAsync(Person, new { name = text, needs = One(text, null), languages = new[] { One("es", "pt-BR", "ar") } }),
                () => GoAsync(Person, "consents", LetterOf),
                () => AddAsync(_positions, $"{Person.Location}/positions", new { organisationId = City.Id, title = text, kind = One("mayor", "other"), from = day, to = day.AddDays(100) }),
                () => _positions.Count == 0 ? Nothing : PatchAsync(One([.. _positions]), new { elected = random.Next(2) == 0, to = day.AddYears(5) }),
                async () => Keep(_documents, await FilesOf.AddAsync(registry.Secretariat, Person, "other", FilesOf.Pdf(text), text)),
                async () => Keep(_documents, await FilesOf.AddAsync(registry.Secretariat, City, "statutes", FilesOf.Pdf(text), text)),
                () => _documents.Count < 3 ? Nothing : DeleteAsync(One([.. _documents])),
                () => merging ? AddAsync(_merges, "/api/v1/merges", new { personId = Person.Id, intoId = _other.Id }) : Nothing,
                () => _merges.Count == 0 ? Nothing : GoAsync(_merges[^1], "undo"),
            ];
            if (await One(steps)() is { } answer) answer.Code.ShouldBeLessThan(500, answer.ToString());
        }

        static Task<ApiAnswer?> Nothing => Task.FromResult<ApiAnswer?>(null);

        T One<T>(params T[] many) => many[random.Next(many.Length)];

        async Task<ApiAnswer?> PatchAsync(ApiAnswer record, object change) => await registry.Secretariat.PatchAsync(record.Location!, change, "*");

        async Task<ApiAnswer?> GoAsync(ApiAnswer record, string verb, object? body = null) => await registry.Secretariat.PostAsync($"{record.Location}/{verb}", body, "*");

        async Task<ApiAnswer?> AddAsync(List<ApiAnswer> to, string path, object body) => Keep(to, await registry.Secretariat.PostAsync(path, body));

        /// <summary>It stays in the history.</summary>
        async Task<ApiAnswer?> DeleteAsync(ApiAnswer document) => await registry.Secretariat.DeleteAsync(document.Location!, "*");

        ApiAnswer Keep(List<ApiAnswer> to, ApiAnswer created)
        {
            if (created.Code != 201) return created;
            to.Add(created);
            Paths[created.Id] = created.Location!;
            return created;
        }
    }
}
