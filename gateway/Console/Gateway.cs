using System.Net.Http.Headers;
using System.Text.Json;

namespace MayorsMechanism.Console;

/// <summary>The API behind the gateway. The console is one more client of it and knows no service.</summary>
public sealed class Gateway(HttpClient http, IHttpContextAccessor context)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public Task<Answer<T>> GetAsync<T>(string path, string token) => SendAsync<T>(HttpMethod.Get, path, null, token);

    public Task<Answer<T>> PostAsync<T>(string path, object? body, string? token = null) => SendAsync<T>(HttpMethod.Post, path, body, token);

    public Task<Answer<JsonElement>> DeleteAsync(string path, string token) => SendAsync<JsonElement>(HttpMethod.Delete, path, null, token);

    async Task<Answer<T>> SendAsync<T>(HttpMethod method, string path, object? body, string? token)
    {
        var cancel = context.HttpContext!.RequestAborted;
        using var request = new HttpRequestMessage(method, path);
        // Refusals come back in the reader's language and are shown as they are.
        request.Headers.AcceptLanguage.ParseAdd(context.HttpContext.RequestServices.GetRequiredService<Wording>().Language);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = JsonContent.Create(body, options: Json);
        using var response = await http.SendAsync(request, cancel);
        if (!response.IsSuccessStatusCode) return new(default, await ReadProblemAsync(response, cancel));
        var isEmpty = response.StatusCode is System.Net.HttpStatusCode.NoContent;
        return new(isEmpty ? default : await response.Content.ReadFromJsonAsync<T>(Json, cancel), null);
    }

    static async Task<Problem> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            return (await response.Content.ReadFromJsonAsync<Problem>(Json, cancel))!;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return new Problem("", (int)response.StatusCode, response.ReasonPhrase ?? "", null);
        }
    }
}

/// <summary>What was asked for, or why not.</summary>
public sealed record Answer<T>(T? Value, Problem? Problem);

/// <summary>A problem as the API tells it, in the reader's language.</summary>
public sealed record Problem(string Type, int Status, string Detail, Dictionary<string, string[]>? Errors)
{
    public string Code => Type[(Type.LastIndexOf('/') + 1)..];

    public IEnumerable<string> Lines => Errors is { Count: > 0 } ? Errors.Values.SelectMany(lines => lines) : [Detail];
}
