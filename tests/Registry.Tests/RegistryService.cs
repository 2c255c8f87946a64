using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(MayorsMechanism.Registry.Tests.RegistryService))]

namespace MayorsMechanism.Registry.Tests;

/// <summary>Two replicas of the real service over one real, migrated database. Callers come with tokens of every kind.</summary>
public sealed class RegistryService : IAsyncLifetime
{
    readonly PostgresFixture _postgres = new();
    WebApplicationFactory<RegistryDbContext> _first = null!;
    WebApplicationFactory<RegistryDbContext> _second = null!;

    /// <summary>The connection string of the database that both replicas use.</summary>
    public string Database { get; private set; } = "";

    public IServiceProvider Services => _first.Services;

    public TestServer Server => _first.Server;

    public QueryLog Queries { get; } = new();

    /// <summary>The secretariat, with every scope.</summary>
    public ApiClient Secretariat { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _postgres.InitializeAsync();
        Database = await _postgres.CreateDatabaseAsync("registry");
        (_first, _second) = (Logged(), Logged());
        Secretariat = Client(TestTokens.Secretariat([.. Scopes.All]));
    }

    /// <summary>An empty database beside the one that all tests share.</summary>
    public Task<string> NewDatabaseAsync() => _postgres.CreateDatabaseAsync("registry");

    public ApiClient Client(string? token, bool second = false) => new((second ? _second : _first).CreateClient(), token);

    /// <summary>Registers a network and gives a client bound to it.</summary>
    public async Task<NetworkClient> NewNetworkAsync(string name = "A network")
    {
        var network = await NewOrganisationAsync(Secretariat, name, "network", null);
        var token = TestTokens.Network(Guid.Parse(network.Id), Scopes.RegistryRead, Scopes.RegistryWrite);
        return new NetworkClient(Guid.Parse(network.Id), Client(token), token);
    }

    public static async Task<ApiAnswer> NewOrganisationAsync(
        ApiClient client, string? name = null, string kind = "municipality", string? country = "CL")
    {
        var answer = await client.PostAsync("/api/v1/organisations", new { name = name ?? $"City of {Word()}", kind, country });
        answer.Code.ShouldBe(201, answer.ToString());
        return answer;
    }

    public static async Task<ApiAnswer> NewPersonAsync(ApiClient client, string? name = null)
    {
        var answer = await client.PostAsync("/api/v1/people", new { name = name ?? $"{Word()} {Word()}", emails = new[] { "somebody@example.org" } });
        answer.Code.ShouldBe(201, answer.ToString());
        return answer;
    }

    /// <summary>Whoever has no name that matters has one that no other is like.</summary>
    static string Word() => string.Concat(Random.Shared.GetItems("bcdfghjklmnprstvz".ToCharArray(), 4).Zip(Random.Shared.GetItems("aeiou".ToCharArray(), 4), (c, v) => $"{c}{v}"));

    public static async Task<ApiAnswer> PersonAsync(ApiClient client, string name, string? email = null, string? phone = null)
    {
        var answer = await client.PostAsync("/api/v1/people",
            new { name, emails = email is null ? [] : new[] { email }, phones = phone is null ? [] : new[] { phone } });
        answer.Code.ShouldBe(201, answer.ToString());
        return answer;
    }

    public static async Task<ApiAnswer> NewPositionAsync(ApiClient client, string person, string organisation, string? from = null, string? to = null)
    {
        var answer = await client.PostAsync($"/api/v1/people/{person}/positions", new { organisationId = organisation, title = "Mayor", kind = "mayor", from, to });
        answer.Code.ShouldBe(201, answer.ToString());
        return answer;
    }

    /// <summary>Erases a person, and waits until the registry holds nothing of them any more.</summary>
    public async Task EraseAsync(string person)
    {
        var erased = await Secretariat.PostAsync($"/api/v1/people/{person}/erase", ifMatch: "*");
        erased.Code.ShouldBe(202, erased.ToString());
        await Eventually.IsAsync(async () => (await Secretariat.GetAsync(erased.Location!)).Body!["receipts"]!["registry"] is not null);
    }

    public async Task VerifyAsync(ApiAnswer organisation) =>
        (await Secretariat.PostAsync($"/api/v1/organisations/{organisation.Id}/verify", ifMatch: organisation.ETag)).Code.ShouldBe(200);

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    WebApplicationFactory<RegistryDbContext> Logged()
    {
        var replica = Replica(Database).WithWebHostBuilder(host =>
            host.ConfigureTestServices(services => services.ConfigureDbContext<RegistryDbContext>(options => options.AddInterceptors(Queries))));
        replica.Server.PreserveExecutionContext = true;
        return replica;
    }

    public static WebApplicationFactory<RegistryDbContext> Replica(string database) =>
        new WebApplicationFactory<RegistryDbContext>().WithWebHostBuilder(host => host
            .UseSetting("ConnectionStrings:registry-db", database)
            .UseSetting("ConnectionStrings:rabbitmq", "amqp://127.0.0.1:1")
            .UseSetting("services:identity:http:0", TestTokens.IdentityAddress)
            .UseSetting("PublicOrigin", TestTokens.Issuer));
}

/// <summary>A network and its API client.</summary>
public sealed record NetworkClient(Guid Id, ApiClient Api, string Token);
