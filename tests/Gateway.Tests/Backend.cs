using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Gateway.Tests;

/// <summary>A request as a service saw it.</summary>
sealed record Seen(string Method, string Path, Dictionary<string, string> Headers, byte[] Body);

/// <summary>A real server behind the gateway.</summary>
sealed class Backend : IAsyncDisposable
{
    readonly WebApplication _app;

    Backend(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();
    public int Port => new Uri(Address).Port;
    public bool Healthy { get; set; } = true;

    /// <summary>How often it was asked for its health.</summary>
    public int Probes { get; private set; }

    public ConcurrentQueue<Seen> Requests { get; } = [];

    /// <param name="answer">Runs after the request was read and noted; without it the answer is <c>{}</c>.</param>
    /// <param name="port">0 for any that is free.</param>
    public static async Task<Backend> StartAsync(RequestDelegate? answer = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var backend = new Backend(builder.Build());
        backend._app.Run(http => backend.AnswerAsync(http, answer));
        await backend._app.StartAsync(TestContext.Current.CancellationToken);
        return backend;
    }

    async Task AnswerAsync(HttpContext http, RequestDelegate? answer)
    {
        if (http.Request.Path == "/health")
        {
            Probes++;
            http.Response.StatusCode = Healthy ? 200 : 503;
            return;
        }
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        Requests.Enqueue(new Seen(http.Request.Method, http.Request.Path + http.Request.QueryString.Value,
            http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
        if (answer is null) await http.Response.WriteAsJsonAsync(new { });
        else await answer(http);
    }

    /// <summary>As a killed process: open connections break.</summary>
    public Task KillAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _app.DisposeAsync();
    }
}
