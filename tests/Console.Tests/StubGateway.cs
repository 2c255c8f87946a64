using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Console.Tests;

/// <summary>An API that gives what a test told it to, and keeps what it was sent. A session's secret is the role of who is signed in.</summary>
public sealed class StubGateway : IAsyncDisposable
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    readonly ConcurrentDictionary<string, (int Status, JsonNode Body)> _answers = new();
    readonly ConcurrentQueue<Sent> _sent = new();
    WebApplication _app = null!;

    public string Address => _app.Urls.Single();

    /// <summary>What changed something, in its order.</summary>
    public IReadOnlyList<Sent> Changes => [.. _sent.Where(sent => sent is not { Method: "GET" } and not { Path: "/api/v1/session/token" })];

    /// <summary>Sessions that were to be exchanged for a token.</summary>
    public IReadOnlyList<Sent> Exchanges => [.. _sent.Where(sent => sent is { Path: "/api/v1/session/token" })];

    public IReadOnlyList<Sent> Reads => [.. _sent.Where(sent => sent.Method is "GET")];

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapFallback(AnswerAsync);
        await _app.StartAsync();
    }

    public void Clear()
    {
        _answers.Clear();
        _sent.Clear();
    }

    /// <param name="request">Such as <c>GET /api/v1/cycles</c>, with a query if it matters.</param>
    /// <param name="body">Any object; lists as their items.</param>
    /// <param name="status">Of the answer.</param>
    public void Gives(string request, object body, int status = 200) => _answers[request] = (status, JsonSerializer.SerializeToNode(body, Json)!);

    public void Lists(string path, params IEnumerable<object> items) => Gives($"GET {path}", new { items, next = (string?)null, total = items.Count() });

    public void Refuses(string request, int status, string detail, object? errors = null) =>
        Gives(request, new { type = "https://example.org/problems/some-rule", status, detail, errors }, status);

    /// <summary>Every answer, changed as it is kept.</summary>
    public void Rewrite(Func<JsonNode, JsonNode> change)
    {
        foreach (var (request, (status, body)) in _answers) _answers[request] = (status, change(body));
    }

    async Task AnswerAsync(HttpContext http)
    {
        var (request, path) = (http.Request, http.Request.Path.Value!);
        var body = request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0 ? await JsonNode.ParseAsync(request.Body) : null;
        _sent.Enqueue(new(request.Method, path, request.QueryString.Value ?? "", body, request.Headers.IfMatch.ToString(),
            request.Headers.Authorization.ToString(), request.Headers.AcceptLanguage.ToString(), request.Headers["Idempotency-Key"].ToString(),
            request.Headers["X-Visitor"].ToString()));
        var (status, answer) = path switch
        {
            "/api/v1/session/token" => (200, Token((string)body!["session"]!)),
            "/api/v1/session" when request.Method == "GET" => (200, WhoIs(request.Headers.Authorization.ToString().Replace("Bearer token-of-", ""))),
            _ => Find(request.Method, path, request.QueryString.Value),
        };
        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(answer, Json, status < 400 ? "application/json" : "application/problem+json");
    }

    (int, JsonNode) Find(string method, string path, string? query) =>
        _answers.TryGetValue($"{method} {path}{query}", out var answer) || _answers.TryGetValue($"{method} {path}", out answer)
            ? answer
            : (404, new JsonObject { ["type"] = "http-404", ["status"] = 404, ["detail"] = $"Nothing was prepared for {method} {path}{query}" });

    static JsonNode Token(string role) => JsonSerializer.SerializeToNode(
        new { accessToken = $"token-of-{role}", expiresIn = 300, scopes = ScopesOf(role), mustChangePassword = false, enrolTotp = false }, Json)!;

    static JsonNode WhoIs(string role) => JsonSerializer.SerializeToNode(
        new { name = "Amina Diallo", email = "amina.diallo@uclg.example", role, organisation = "uclg", scopes = ScopesOf(role), recoveryCodesLeft = 9 }, Json)!;

    static string[] ScopesOf(string role) => role switch
    {
        "officer" => ["registry:read", "registry:write", "consultations:read", "consultations:write", "nominations:write", "outcomes:read", "outcomes:write"],
        "reviewer" => ["registry:read", "consultations:read", "outcomes:read", "outcomes:write"],
        _ => ["registry:read", "consultations:read", "outcomes:read"],
    };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

/// <summary>A request as the API got it.</summary>
public sealed record Sent(string Method, string Path, string Query, JsonNode? Body, string IfMatch, string Authorization, string Language, string Key, string Visitor);
