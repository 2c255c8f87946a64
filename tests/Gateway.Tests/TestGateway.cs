using System.Collections.Concurrent;
using System.Net.Http.Headers;
using MayorsMechanism.Fixtures;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Gateway.Tests;

/// <summary>The gateway as it runs, on a port of its own, in front of the backends that a test gives it.</summary>
sealed class TestGateway : WebApplicationFactory<Program>
{
    readonly Dictionary<string, string> _settings = new()
    {
        ["urls"] = "http://127.0.0.1:0",
        ["PublicOrigin"] = TestTokens.Issuer,
        ["ProofKey"] = TestTokens.ProofKey,
        ["services:identity:http:0"] = TestTokens.IdentityAddress,
        ["RateLimits:Client:PerSecond"] = "100000",
        ["RateLimits:Client:Burst"] = "100000",
        ["RateLimits:Anonymous:PerSecond"] = "100000",
        ["RateLimits:Anonymous:Burst"] = "100000",
    };

    public TestGateway() => UseKestrel();

    public ConcurrentQueue<string> Log { get; } = [];

    /// <summary>Moves the gateway's clock, not its timers.</summary>
    public TimeSpan Later { get; set; }

    public TestGateway With(string setting, string value)
    {
        _settings[setting] = value;
        return this;
    }

    public TestGateway Before(string service, params Backend[] replicas)
    {
        for (var i = 0; i < replicas.Length; i++) _settings[$"services:{service}:http:{i}"] = replicas[i].Address;
        return this;
    }

    /// <summary>Starts at the first call. Never follows redirects.</summary>
    public HttpClient Client(string? token = null)
    {
        StartServer();
        // Where a body is refused it is not begun, however long the gateway takes to say so.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        var client = new HttpClient(handler) { BaseAddress = ClientOptions.BaseAddress };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (name, value) in _settings) builder.UseSetting(name, value);
        builder.ConfigureServices(services => services.AddSingleton<TimeProvider>(new Clock(this)));
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(new Recorder(Log)));
    }

    sealed class Clock(TestGateway gateway) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + gateway.Later;
    }

    sealed class Recorder(ConcurrentQueue<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Dispose() { }

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue($"{level}: {formatter(state, exception)} {exception}");
    }
}
