using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MayorsMechanism.Fixtures;

/// <summary>An API client as a network would write one: a token, JSON in, JSON out.</summary>
public sealed class ApiClient(HttpClient http, string? token = null) : IDisposable
{
    public HttpClient Http => http;

    public AuthenticationHeaderValue? Authorization => token is null ? null : new("Bearer", token);

    public Task<ApiAnswer> GetAsync(string path, string? ifNoneMatch = null, string? language = null) =>
        SendAsync(HttpMethod.Get, path, null, ("If-None-Match", ifNoneMatch), ("Accept-Language", language));

    public Task<ApiAnswer> PostAsync(string path, object? body = null, string? ifMatch = null, string? key = null, string? language = null) =>
        SendAsync(HttpMethod.Post, path, body, ("If-Match", ifMatch), ("Idempotency-Key", key), ("Accept-Language", language));

    public Task<ApiAnswer> PatchAsync(string path, object body, string? ifMatch = null) =>
        SendAsync(HttpMethod.Patch, path, body, ("If-Match", ifMatch));

    public Task<ApiAnswer> DeleteAsync(string path, string? ifMatch = null) => SendAsync(HttpMethod.Delete, path, null, ("If-Match", ifMatch));

    /// <summary>A string body is sent as JSON as it stands, content as it is, anything else as JSON.</summary>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, object? body, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = Authorization;
        foreach (var (name, value) in headers.Where(header => header.Value is not null)) request.Headers.TryAddWithoutValidation(name, value);
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        using var response = await http.SendAsync(request);
        return await ApiAnswer.ReadAsync(response);
    }

    /// <summary>Gets what is not JSON.</summary>
    public async Task<(int Code, string Text)> GetTextAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = Authorization;
        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => http.Dispose();
}

/// <summary>What came back.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, JsonNode? Body, string? ETag, string? Location, HttpResponseHeaders Headers, string? ContentType)
{
    public int Code => (int)Status;

    public string Id => Text("id");

    /// <summary>The rule of a 409.</summary>
    public string? Rule => (string?)Body?["rule"];

    public string Text(string name) => (string)Body![name]!;

    public JsonArray Items => Body!["items"]!.AsArray();

    public static async Task<ApiAnswer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var type = response.Content.Headers.ContentType?.MediaType;
        var json = type?.EndsWith("json", StringComparison.Ordinal) is true && text.Length > 0 ? Parse(text) : null;
        return new(response.StatusCode, json, response.Headers.ETag?.ToString(), response.Headers.Location?.ToString(), response.Headers, type);
    }

    static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Not JSON: {text}", e);
        }
    }

    public override string ToString() => $"{Code} {Body?.ToJsonString()}";
}
