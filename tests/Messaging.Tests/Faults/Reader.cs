using System.Text.Json.Nodes;

namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>A client that mirrors the registry through its changes feed, whatever happens meanwhile.</summary>
sealed class Reader(Services services)
{
    readonly Dictionary<string, JsonNode?> _records = [];
    string _next = "0";

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

    /// <summary>Reads to the end.</summary>
    public async Task FinishAsync()
    {
        while (await ReadPageAsync()) { }
    }

    async Task<bool> ReadPageAsync()
    {
        try
        {
            var page = await services.At("registry").GetAsync($"/api/v1/registry/changes?limit=20&after={_next}");
            if (page.Code != 200) return false;
            foreach (var change in page.Items) _records[(string)change!["id"]!] = change["current"];
            _next = page.Text("next");
            return (bool)page.Body!["more"]!;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
