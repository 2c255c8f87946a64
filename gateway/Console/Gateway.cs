using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MayorsMechanism.Console.Sessions;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Console;

/// <summary>The API behind the gateway, asked in the name of the signed-in reader. The console is one more client of it and knows no service.</summary>
public sealed class Gateway(HttpClient http, IHttpContextAccessor context)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>What a page is about.</summary>
    /// <exception cref="RefusedException">Without it there is no page.</exception>
    public async Task<T> ReadAsync<T>(string path) where T : class
    {
        var (value, problem) = await GetAsync<T>(path);
        return value ?? throw new RefusedException(problem!);
    }

    public Task<Answer<T>> GetAsync<T>(string path) => SendAsync<T>(new(HttpMethod.Get, path));

    /// <param name="path">Where to.</param>
    /// <param name="body">Null for a transition that says nothing more.</param>
    /// <param name="version">The version that the reader saw, for a transition.</param>
    /// <param name="key">The same each time that one form is sent: a second click makes no second record.</param>
    public Task<Answer<T>> PostAsync<T>(string path, object? body, int? version = null, string? key = null) =>
        SendAsync<T>(Request(HttpMethod.Post, path, body, version, key));

    public Task<Answer<T>> PatchAsync<T>(string path, object body, int version) => SendAsync<T>(Request(HttpMethod.Patch, path, body, version));

    public Task<Answer<JsonElement>> DeleteAsync(string path) => SendAsync<JsonElement>(new(HttpMethod.Delete, path));

    static HttpRequestMessage Request(HttpMethod method, string path, object? body, int? version, string? key = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body, options: Json);
        if (version is not null) request.Headers.IfMatch.Add(new($"\"{version}\""));
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    async Task<Answer<T>> SendAsync<T>(HttpRequestMessage request)
    {
        var page = context.HttpContext!;
        var say = page.RequestServices.GetRequiredService<Wording>();
        using var sent = request;
        // Refusals come back in the reader's language and are shown as they are.
        request.Headers.AcceptLanguage.ParseAdd(say.Language);
        if (page.Request.Headers[VisitorAddress.Header] is [{ } visitor]) request.Headers.TryAddWithoutValidation(VisitorAddress.Header, visitor);
        if (page.User.Identity is { IsAuthenticated: true }) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", page.Token());
        try
        {
            using var response = await http.SendAsync(request, page.RequestAborted);
            if (!response.IsSuccessStatusCode) return new(default, await ReadProblemAsync(response, page.RequestAborted));
            var isEmpty = response.StatusCode is HttpStatusCode.NoContent;
            return new(isEmpty ? default : await response.Content.ReadFromJsonAsync<T>(Json, page.RequestAborted), null);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !page.RequestAborted.IsCancellationRequested)
        {
            return new(default, new Problem("", 503, say[request.Method == HttpMethod.Get ? "away" : "away-while-changing"], null));
        }
    }

    static async Task<Problem> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var nameless = new Problem("", (int)response.StatusCode, response.ReasonPhrase ?? "", null);
        try
        {
            return await response.Content.ReadFromJsonAsync<Problem>(Json, cancel) ?? nameless;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return nameless;
        }
    }
}

/// <summary>What was asked for, or why not.</summary>
public sealed record Answer<T>(T? Value, Problem? Problem);

/// <summary>A problem as the API tells it, in the reader's language.</summary>
public sealed record Problem(string Type, int Status, string Detail, Dictionary<string, string[]>? Errors)
{
    public string Code => Type[(Type.LastIndexOf('/') + 1)..];

    /// <summary>The field's name, or nothing, and what is wrong.</summary>
    public IEnumerable<(string Field, string Text)> Lines => Errors is { Count: > 0 }
        ? Errors.SelectMany(named => named.Value.Select(line => (named.Key, line)))
        : [("", Detail)];

    /// <summary>Whether the field, or a part of it, is why.</summary>
    public bool IsAbout(string field) => Errors?.Keys.Any(key => key.Split('.', '[')[0] == field) is true;
}

/// <summary>The API does not give what a page cannot be drawn without.</summary>
public sealed class RefusedException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem => problem;
}
