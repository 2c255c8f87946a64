using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

/// <summary>What a system holds after the demonstration, as the API tells it.</summary>
static partial class Demonstration
{
    public const string Finished = "demonstration finished";

    /// <summary>Every record without what differs from one system to the next: ids read as what they name, instants and digests as #.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(ApiClient secretariat)
    {
        Dictionary<string, string> names = [];
        List<JsonNode> records = [];
        foreach (var (path, name) in Lists) await AddAsync($"/api/v1/{path}", name);
        foreach (var organisation in await AllAsync(secretariat, "/api/v1/organisations"))
        {
            records.AddRange(await AllAsync(secretariat, $"/api/v1/organisations/{organisation["id"]}/memberships"));
        }
        foreach (var person in await AllAsync(secretariat, "/api/v1/people")) await AddAsync($"/api/v1/people/{person["id"]}/positions", "title");
        foreach (var consultation in await AllAsync(secretariat, "/api/v1/consultations"))
        {
            var path = $"/api/v1/consultations/{consultation["id"]}";
            foreach (var session in await AddAsync($"{path}/sessions", "title"))
            {
                await AddAsync($"/api/v1/sessions/{session["id"]}/nominations", "title");
            }
            records.AddRange(await AllAsync(secretariat, $"{path}/departures"));
            foreach (var release in await AllAsync(secretariat, $"{path}/releases"))
            {
                records.Add(Secretariat.Must(await secretariat.GetAsync($"{path}/releases/{release["number"]}"), 200).Body!);
            }
        }
        // Nobody is written to about sessions of the past.
        (await AllAsync(secretariat, "/api/v1/notifications")).ShouldBeEmpty();
        foreach (var paper in await AllAsync(secretariat, "/api/v1/papers"))
        {
            records.Add((await secretariat.GetAsync($"/api/v1/papers/{paper["id"]}/releases/1.json")).Body!);
        }
        return [.. records.Select(record => Neutral(record.ToJsonString(), names)).Order(StringComparer.Ordinal)];

        async Task<IReadOnlyList<JsonNode>> AddAsync(string path, string name)
        {
            var items = await AllAsync(secretariat, path);
            foreach (var item in items) names[(string)item["id"]!] = item[name]?.ToJsonString() ?? "";
            records.AddRange(items);
            return items;
        }
    }

    /// <summary>How far each service's history has come, once nothing moves any more.</summary>
    public static async Task<string> RestAsync(ApiClient secretariat)
    {
        var before = await PositionsAsync(secretariat);
        return await Eventually.HoldsAsync(
            async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
                (var last, before) = (before, await PositionsAsync(secretariat));
                return last == before ? last : "";
            },
            position => position.Length > 0);
    }

    public static async Task<IReadOnlyList<JsonNode>> AllAsync(ApiClient secretariat, string path)
    {
        var page = Secretariat.Must(await secretariat.GetAsync($"{path}?limit=200"), 200);
        ((string?)page.Body!["next"]).ShouldBeNull("this reads one page");
        return [.. page.Items.Select(item => item!)];
    }

    static readonly (string Path, string Name)[] Lists =
    [
        ("organisations", "name"), ("people", "name"), ("cycles", "name"), ("consultations", "name"), ("clients", "name"),
        ("contributions", "text"), ("key-messages", "lead"), ("quotes", "wording"), ("papers", "title"),
    ];

    static async Task<string> PositionsAsync(ApiClient secretariat) => string.Join(' ',
        await Task.WhenAll(new[] { "registry", "consultations", "outcomes" }.Select(service => PositionAsync(secretariat, service))));

    static async Task<string> PositionAsync(ApiClient secretariat, string service)
    {
        for (var after = "0"; ;)
        {
            var page = Secretariat.Must(await secretariat.GetAsync($"/api/v1/{service}/changes?limit=200&after={after}"), 200);
            after = page.Text("next");
            if (!(bool)page.Body!["more"]!) return $"{service} {after}";
        }
    }

    static string Neutral(string json, Dictionary<string, string> names) =>
        Volatile().Replace(Id().Replace(json, id => names.GetValueOrDefault(id.Value, "#")), "#");

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+Z|[0-9a-f]{64}")]
    private static partial Regex Volatile();
}
