using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using MayorsMechanism.Fixtures;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(MayorsMechanism.Identity.Tests.SharedApp))]

namespace MayorsMechanism.Identity.Tests;

/// <summary>The whole service on a real database, with a clock and a log that tests can hold.</summary>
public sealed class IdentityApp(string database) : WebApplicationFactory<Program>
{
    public const string AdministratorEmail = "first@mayors.example", FirstPassword = "the very first of them";

    public string Database => database;
    public TestClock Clock { get; } = new();
    public ConcurrentQueue<string> Log { get; } = [];
    public Dictionary<string, string?> Settings { get; } = [];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:identity-db"] = database,
            ["ConnectionStrings:rabbitmq"] = "amqp://127.0.0.1:1",
            ["PublicOrigin"] = TestTokens.Issuer,
            ["ProofKey"] = TestTokens.ProofKey,
            ["Identity:SealingKey"] = "a sealing key of the tests, long enough",
            ["Identity:AdministratorEmail"] = AdministratorEmail,
            ["Identity:AdministratorPassword"] = FirstPassword,
        };
        foreach (var (name, value) in settings.Concat(Settings)) builder.UseSetting(name, value);
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            // A hundred sign-ins at full strength would take minutes; how slow a guess is does not matter here.
            services.Configure<PasswordHasherOptions>(o => o.IterationCount = 1000);
        });
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(new ListLog(Log)).SetMinimumLevel(LogLevel.Debug));
    }

    public Person Somebody(string email, string password) => new(this, email, password);

    /// <summary>The first administrator, through the whole of the first sign-in.</summary>
    public async Task<Person> FirstAdministratorAsync()
    {
        var person = Somebody(AdministratorEmail, FirstPassword);
        await person.SignInAsync();
        await person.ChangePasswordAsync("what comes after the first");
        await person.EnrolAsync();
        return person;
    }

    public async Task<Answer> SendAsync(
        HttpMethod method, string path, object? body = null, string? token = null, string? ifMatch = null, string? key = null, string? language = null)
    {
        using var client = CreateClient();
        using var request = new HttpRequestMessage(method, path);
        if (body is HttpContent content) request.Content = content;
        else if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: JsonSerializerOptions.Web);
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (language is not null) request.Headers.Add("Accept-Language", language);
        using var response = await client.SendAsync(request);
        return await Answer.OfAsync(response);
    }

    public Task<Answer> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, token: token);

    public Task<Answer> PostAsync(string path, object? body = null, string? token = null, string? ifMatch = null, string? key = null) =>
        SendAsync(HttpMethod.Post, path, body, token, ifMatch, key);

    public Task<Answer> PatchAsync(string path, object body, string token, string ifMatch) =>
        SendAsync(HttpMethod.Patch, path, JsonContent.Create(body, new("application/merge-patch+json"), JsonSerializerOptions.Web), token, ifMatch);

    public Task<Answer> TokenAsync(params IEnumerable<(string, string)> form) =>
        PostAsync("/connect/token", new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Item1, f.Item2))));

    public Task<Answer> TokenForAsync(string client, string secret) =>
        TokenAsync(("grant_type", "client_credentials"), ("client_id", client), ("client_secret", secret));

    /// <summary>A new client: its id, its secret, its record.</summary>
    public async Task<(string Id, string Secret, Answer Answer)> ClientAsync(Person by, string kind, params string[] scopes)
    {
        var networkId = kind == "network" ? Guid.CreateVersion7() : (Guid?)null;
        var answer = await PostAsync("/api/v1/clients", new { name = "A client", kind, networkId, scopes }, await by.TokenAsync());
        answer.Status.ShouldBe(201, answer.Text);
        return (answer["clientId"], answer["clientSecret"], answer);
    }

    public async Task<string> ClientTokenAsync(Person by, string kind, params string[] scopes)
    {
        var client = await ClientAsync(by, kind, scopes);
        return (await TokenForAsync(client.Id, client.Secret))["access_token"];
    }

    /// <summary>A new account that has accepted its invitation, not signed in yet.</summary>
    public async Task<(Person Person, Guid Id)> StaffAsync(Person by, string role)
    {
        var email = $"{role}.{Guid.NewGuid():N}@mayors.example";
        var invited = await PostAsync("/api/v1/staff", new { email, name = "Somebody", role, organisation = "mmc" }, await by.TokenAsync());
        invited.Status.ShouldBe(201, invited.Text);
        var password = $"long enough {Guid.NewGuid():N}";
        (await PostAsync("/api/v1/staff/accept-invitation", new { invitation = invited["invitation"], password })).Status.ShouldBe(204);
        return (Somebody(email, password), invited.Body.GetProperty("staff").GetProperty("id").GetGuid());
    }

    sealed class ListLog(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}

/// <summary>One service with an administrator, for tests that make their own data and leave the clock alone.</summary>
public sealed class SharedApp : IAsyncLifetime
{
    readonly PostgresFixture _postgres = new();

    public IdentityApp App { get; private set; } = null!;
    public Person Administrator { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _postgres.InitializeAsync();
        App = await NewAppAsync();
        Administrator = await App.FirstAdministratorAsync();
    }

    /// <summary>Another service, on a database of its own.</summary>
    public async Task<IdentityApp> NewAppAsync() => new(await _postgres.CreateDatabaseAsync("identity"));

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
