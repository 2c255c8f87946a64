using System.Text.Json.Nodes;

namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>A client that mirrors a service's records through its changes feed, whatever happens meanwhile.</summary>
sealed class Reader(Services services, string service)
{
    readonly Dictionary<string, JsonNode?> _records = [];
    readonly List<(long Next, HashSet<string> Told)> _pages = [];
    HashSet<string> _told = [];
    string _next = "0";

    public static Reader[] OfEveryFeed(Services services) => [new(services, "registry"), new(services, "consultations"), new(services, "outcomes")];

    public JsonNode? this[string id] => _records.GetValueOrDefault(id);

    public int Count => _records.Count;

    /// <summary>Reads until it is stopped; an answer that is none is asked for again.</summary>
    public async Task FollowAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (!await ReadPageAsync()) await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <summary>Reads to the end: of every change it was told when it went past, so that none is missed and made good by the next of its record.</summary>
    public async Task HasMissedNothingAsync()
    {
        while (await ReadPageAsync()) { }
        // Duplicates and imports are in no feed.
        await using var command = services.Database(service).CreateCommand(
            "SELECT position, root_id::text FROM history WHERE record NOT IN ('duplicate', 'import') ORDER BY position");
        await using var changes = await command.ExecuteReaderAsync();
        var (changed, page) = (0, 0);
        for (; await changes.ReadAsync(); changed++)
        {
            while (page < _pages.Count && _pages[page].Next < changes.GetInt64(0)) page++;
            page.ShouldBeLessThan(_pages.Count, $"{service} told nothing from position {changes.GetInt64(0)} on");
            _pages[page].Told.ShouldContain(changes.GetString(1), $"{service}, position {changes.GetInt64(0)}");
        }
        changed.ShouldBeGreaterThan(0, service);
    }

    async Task<bool> ReadPageAsync()
    {
        try
        {
            var page = await services.At(service).GetAsync($"/api/v1/{service}/changes?limit=20&after={_next}");
            if (page.Code != 200) return false;
            foreach (var change in page.Items) _records[(string)change!["id"]!] = change["current"];
            _next = page.Text("next");
            _told.UnionWith(page.Items.Select(change => (string)change!["id"]!));
            // A stretch of the history that concerns more than a page holds is told in several.
            if (long.TryParse(_next, System.Globalization.CultureInfo.InvariantCulture, out var position))
            {
                _pages.Add((position, _told));
                _told = [];
            }
            return (bool)page.Body!["more"]!;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
