using System.Collections.Concurrent;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Notifications.Letters;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MayorsMechanism.Notifications.Tests;

/// <summary>Replicas with a mail server of their own and a clock that the test moves: what takes minutes takes none.</summary>
sealed class MailSystem(string database) : IAsyncDisposable
{
    readonly List<WebApplicationFactory<NotificationsDbContext>> _replicas = [];
    readonly Said _said = new();

    public SmtpServer Server { get; } = new();

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    public IEnumerable<string> Log => _said.Lines;

    public IServiceProvider Services => _replicas[0].Services;

    public static async Task<MailSystem> StartAsync(PostgresFixture postgres, string? login = null, int replicas = 1)
    {
        var system = new MailSystem(await postgres.CreateDatabaseAsync("notifications"));
        for (var n = 0; n < replicas; n++) system.AddReplica(login);
        return system;
    }

    public WebApplicationFactory<NotificationsDbContext> AddReplica(string? login = null)
    {
        var smtp = new Dictionary<string, string?> { ["Mail:Smtp"] = $"smtp://{login}127.0.0.1:{Server.Port}" };
        var replica = NotificationsService.Replica(database, "amqp://127.0.0.1:1", smtp).WithWebHostBuilder(host => host.ConfigureTestServices(services => services
            .AddSingleton<TimeProvider>(Clock).AddSingleton<ILoggerProvider>(_said)));
        _ = replica.Services;
        _replicas.Add(replica);
        return replica;
    }

    public Task<Guid> QueueAsync(string address = "mayor@ciudad.uy") => SmtpTests.Installation.QueueAsync(Services, address, Clock.GetUtcNow());

    public Task<Letter> ReadAsync(Guid letter) => SmtpTests.Installation.ReadAsync(Services, letter);

    public Task<Letter> HoldsAsync(Guid letter, Func<Letter, bool> expected) => Eventually.HoldsAsync(() => ReadAsync(letter), expected);

    public Task<Letter> IsAsync(Guid letter, LetterState state) => HoldsAsync(letter, seen => seen.State == state);

    /// <summary>Moves the clock until it is as expected, at most this far: what waits for a later time comes to it.</summary>
    public Task<Letter> ComesToAsync(Guid letter, Func<Letter, bool> expected, TimeSpan step) => Eventually.HoldsAsync(
        () =>
        {
            Clock.Advance(step);
            return ReadAsync(letter);
        }, expected);

    public Task IsSilentAsync(string step, int times = 1) => Eventually.HoldsAsync(() => Server.Silences.Count(each => each == step) >= times);

    public async Task<string> HealthAsync()
    {
        using var api = new ApiClient(_replicas[0].CreateClient(), null);
        return (string)(await api.GetAsync("/health")).Body!["checks"]!["mail"]!;
    }

    public ApiClient Api(params string[] scopes) => new(_replicas[0].CreateClient(), TestTokens.Secretariat(scopes));

    public ApiClient Writer => Api(Scopes.NotificationsRead, Scopes.NotificationsWrite);

    public async Task DoAsync(Func<NotificationsDbContext, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<NotificationsDbContext>());
    }

    public async Task StopAsync(WebApplicationFactory<NotificationsDbContext> replica)
    {
        _replicas.Remove(replica);
        await replica.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Server.Dispose();
        for (var n = 0; n < 64; n++) Server.GoOn();
        foreach (var replica in _replicas) await replica.DisposeAsync();
    }

    /// <summary>What was logged as a warning, or about mail.</summary>
    sealed class Said : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }
}
