using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MayorsMechanism.Gateway.Forwarding;
using MayorsMechanism.ServiceDefaults;
using Microsoft.Net.Http.Headers;

namespace MayorsMechanism.Gateway.Description;

/// <summary>
/// The one OpenAPI document, made of every service's own and kept for a minute. While a service is out, the last it gave stands; until it
/// has given one, what is made without it is kept by nobody.
/// </summary>
sealed class ApiDocument(IConfiguration configuration, TimeProvider time, ILogger<ApiDocument> log) : IDisposable
{
    static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) }; // A service that has just started takes seconds to describe itself.
    readonly Dictionary<string, JsonObject> _lastGood = [];
    readonly SemaphoreSlim _turn = new(1);
    volatile Merged? _current;

    public sealed record Merged(byte[] Json, EntityTagHeaderValue Tag, TimeSpan Lifetime, DateTimeOffset Until);

    public async Task<Merged> GetAsync(CancellationToken cancel)
    {
        if (_current is { } fresh && time.GetUtcNow() < fresh.Until) return fresh;
        await _turn.WaitAsync(cancel);
        try
        {
            return _current is { } now && time.GetUtcNow() < now.Until ? now : _current = await MergeAsync(cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    async Task<Merged> MergeAsync(CancellationToken cancel)
    {
        // Pages are no API.
        var services = Clusters.Configured(configuration).Where(service => service != "console").ToList();
        await Task.WhenAll(services.Select(async service =>
        {
            if (await FetchAsync(service, cancel) is not { } document) return;
            lock (_lastGood) _lastGood[service] = document;
        }));

        List<string> conflicts = [];
        var parts = services.Where(_lastGood.ContainsKey).Select(service => (service, _lastGood[service]));
        var document = OpenApiMerge.Merge(parts, conflicts);
        foreach (var conflict in conflicts) log.LogError("The description is ambiguous: {Conflict}", conflict);
        var json = JsonSerializer.SerializeToUtf8Bytes(Introduce(document));
        var lifetime = services.All(_lastGood.ContainsKey) ? Lifetime : TimeSpan.Zero;
        return new Merged(json, new($"\"{Convert.ToHexStringLower(SHA256.HashData(json))[..32]}\""), lifetime, time.GetUtcNow() + lifetime);
    }

    async Task<JsonObject?> FetchAsync(string service, CancellationToken cancel)
    {
        foreach (var replica in ServiceAddresses.Of(configuration, service))
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri(replica, "/openapi/v1.json"), cancel);
                var document = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancel));
                return document as JsonObject ?? throw new JsonException("It is no object.");
            }
            catch (Exception e) when (e is HttpRequestException or JsonException or TaskCanceledException && !cancel.IsCancellationRequested)
            {
                log.LogWarning("{Service} gave no description: {Reason}", service, e.GetType().Name);
            }
        }
        return null;
    }

    JsonObject Introduce(JsonObject document)
    {
        var origin = configuration.PublicOrigin();
        document["info"] = new JsonObject
        {
            ["title"] = "GFMD Mayors Mechanism",
            ["version"] = "v1",
            ["description"] = Resource("introduction.md").Replace("{origin}", origin, StringComparison.Ordinal),
        };
        document["servers"] = new JsonArray(new JsonObject { ["url"] = origin });
        return document;
    }

    static string Resource(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    public void Dispose()
    {
        _http.Dispose();
        _turn.Dispose();
    }
}
