using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MayorsMechanism.Demonstration.Api;

/// <summary>
/// The public API as one caller uses it. Whatever may pass is asked again for a while. A POST carries a key that follows from what it says,
/// so that one whose answer was lost, in this run or in an interrupted one before, is not done twice.
/// </summary>
/// <param name="http">Knows the gateway's address.</param>
/// <param name="token">The caller's present token; null for nobody's.</param>
/// <param name="cancel">Stops everything.</param>
sealed class ApiCaller(HttpClient http, Func<Task<string>>? token, CancellationToken cancel)
{
    /// <summary>A machine may need this long to start its services.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public Task<T> GetAsync<T>(string path) => SendAsync<T>(HttpMethod.Get, path);

    /// <summary>All records of a list, page by page.</summary>
    public async IAsyncEnumerable<T> ListAsync<T>(string path)
    {
        var first = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=200";
        for (string? next = ""; next is not null;)
        {
            var page = await GetAsync<Page<T>>(next.Length == 0 ? first : $"{first}&after={next}");
            foreach (var item in page.Items) yield return item;
            next = page.Next;
        }
    }

    /// <param name="path">Where.</param>
    /// <param name="body">What is sent, as JSON.</param>
    /// <param name="key">Instead of the one that follows from path and body.</param>
    public Task<T> PostAsync<T>(string path, object body, string? key = null) =>
        SendAsync<T>(HttpMethod.Post, path, JsonSerializer.Serialize(body, Json), key: key);

    /// <summary>A transition of the version that was read.</summary>
    public Task<T> DoAsync<T>(string path, string verb, int version, object? body = null) =>
        SendAsync<T>(HttpMethod.Post, $"{path}/{verb}", body is null ? null : JsonSerializer.Serialize(body, Json), version);

    /// <summary>A form, for the one address that OAuth wants one at.</summary>
    public Task<T> PostFormAsync<T>(string path, Dictionary<string, string> form) =>
        SendAsync<T>(path, () => Task.FromResult(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) }));

    Task<T> SendAsync<T>(HttpMethod method, string path, string? json = null, int? version = null, string? key = null) =>
        SendAsync<T>(path, async () =>
        {
            var request = new HttpRequestMessage(method, path);
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token());
            if (method == HttpMethod.Post) request.Headers.Add("Idempotency-Key", key ?? KeyOf($"{path} {version} {json}"));
            if (version is not null) request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
            if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
            return request;
        });

    async Task<T> SendAsync<T>(string path, Func<Task<HttpRequestMessage>> write)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            using var request = await write();
            var (done, refusal) = await TryAsync<T>(request);
            if (refusal is null) return done ?? throw new SetupException($"{path} answered with nothing.");
            if (!refusal.MayPass || clock.Elapsed > Patience) throw refusal;
            await Task.Delay(refusal.Pause, cancel);
        }
    }

    async Task<(T? Done, Refusal? Refusal)> TryAsync<T>(HttpRequestMessage request)
    {
        try
        {
            using var answer = await http.SendAsync(request, cancel);
            return answer.IsSuccessStatusCode
                ? (JsonSerializer.Deserialize<T>(await answer.Content.ReadAsByteArrayAsync(cancel), Json), null)
                : (default, await Refusal.ReadAsync(request, answer, cancel));
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return (default, Refusal.Unreachable(request, e));
        }
    }

    static string KeyOf(string request) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)));

    sealed record Page<T>(T[] Items, string? Next);
}
