using MassTransit;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(MayorsMechanism.Consultations.Tests.ConsultationsService))]

namespace MayorsMechanism.Consultations.Tests;

/// <summary>Two replicas of the real service over one real, migrated database and a real broker, to which the test speaks as the registry does.</summary>
public sealed class ConsultationsService : IAsyncLifetime
{
    readonly PostgresFixture _postgres = new();
    readonly RabbitFixture _rabbit = new();
    WebApplicationFactory<ConsultationsDbContext> _first = null!;
    WebApplicationFactory<ConsultationsDbContext> _second = null!;

    /// <summary>The other services' side of the broker.</summary>
    public Elsewhere Elsewhere { get; private set; } = null!;

    /// <summary>The secretariat, with every scope.</summary>
    public ApiClient Secretariat { get; private set; } = null!;

    public IServiceProvider Services => _first.Services;

    public QueryLog Queries { get; } = new();
    /// <summary>What both replicas ask the database about one-time links.</summary>
    public QueryLog LinkQueries { get; } = new("one_time_links");

    public string Database { get; private set; } = null!;
    public string Broker => _rabbit.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(_postgres.InitializeAsync().AsTask(), _rabbit.InitializeAsync().AsTask());
        Database = await _postgres.CreateDatabaseAsync("consultations");
        (_first, _second) = (Replica(), Replica());
        Secretariat = Client(TestTokens.Secretariat([.. Scopes.All]));
        // Both must have declared their queues before the first event is published.
        foreach (var replica in (WebApplicationFactory<ConsultationsDbContext>[])[_first, _second])
        {
            await replica.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
        }
        Elsewhere = await Elsewhere.StartAsync(_rabbit.ConnectionString);
    }

    public Task<string> NewDatabaseAsync(string name) => _postgres.CreateDatabaseAsync(name);

    public ApiClient Client(string? token, bool second = false) => new((second ? _second : _first).CreateClient(), token);

    public async Task<T> ReadAsync<T>(Func<ConsultationsDbContext, Task<T>> read)
    {
        await using var scope = Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<ConsultationsDbContext>());
    }

    /// <summary>Tells of an organisation and waits until the service has heard.</summary>
    public async Task<OrganisationChanged> TellAsync(OrganisationChanged organisation)
    {
        await Elsewhere.PublishAsync(organisation);
        await HeardAsync<OrganisationCopy, OrganisationChanged>(organisation);
        return organisation;
    }

    /// <summary>Tells of a person and waits until the service has heard.</summary>
    public async Task<PersonChanged> TellAsync(PersonChanged person)
    {
        await Elsewhere.PublishAsync(person);
        await HeardAsync<PersonCopy, PersonChanged>(person);
        return person;
    }

    public async Task<NetworkClient> NewNetworkAsync()
    {
        var network = await TellAsync(Registry.Organisation("A network", "network"));
        string token = TestTokens.Network(network.Id, Scopes.ConsultationsRead, Scopes.NominationsWrite);
        return new NetworkClient(network.Id, Client(token), token);
    }

    /// <summary>A city, member of the network if there is one, and its mayor.</summary>
    public async Task<(OrganisationChanged City, PersonChanged Mayor)> NewMayorAsync(Guid? network = null, string name = "Ana Souza", string? email = "ana@example.org")
    {
        var city = await TellAsync(Registry.Organisation("A city", "municipality", network));
        return (city, await TellAsync(Registry.Person(city.Id, name, email)));
    }

    public async Task<ApiAnswer> NewConsultationAsync(bool open = true)
    {
        var cycle = await Secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD 2020", chair = "AE", themes = new[] { "Skills" } });
        var consultation = await Created(Secretariat.PostAsync("/api/v1/consultations", new { cycleId = cycle.Id, name = "Puebla Process", region = "019" }));
        return open ? await Secretariat.PostAsync($"/api/v1/consultations/{consultation.Id}/open", ifMatch: consultation.ETag) : consultation;
    }

    /// <summary>A session of an open consultation, on 11 June 2020 at 8 in the morning of Costa Rica unless told otherwise.</summary>
    public async Task<ApiAnswer> NewSessionAsync(int seats = 3, string? consultation = null, object? body = null) => await Created(
        Secretariat.PostAsync($"/api/v1/consultations/{consultation ?? (await NewConsultationAsync()).Id}/sessions", body ?? new
        {
            kind = "thematic", date = "2020-06-11", title = new { en = "Skilling migrants", es = "Competencias" }, start = "2020-06-11T14:00:00Z",
            duration = "PT90M", timeZone = "America/Costa_Rica", languages = new[] { "en", "es" }, seats,
        }));

    public static Task<ApiAnswer> ProposeAsync(ApiClient client, ApiAnswer session, PersonChanged person, Guid? onBehalfOf = null, Guid? position = null) =>
        client.PostAsync($"/api/v1/sessions/{session.Id}/nominations", new
        {
            personId = person.Id,
            positionId = position ?? person.Positions[0].Id,
            onBehalfOf = onBehalfOf ?? person.Positions[0].OrganisationId,
        });

    /// <summary>A nomination by the secretariat, proposed and confirmed.</summary>
    public async Task<ApiAnswer> NewConfirmedAsync(ApiAnswer session, PersonChanged person)
    {
        var proposed = await Created(ProposeAsync(Secretariat, session, person));
        return await GoAsync(proposed, "confirm");
    }

    /// <summary>Makes a transition with the version that the answer told.</summary>
    public async Task<ApiAnswer> GoAsync(ApiAnswer record, string verb, object? body = null)
    {
        var answer = await Secretariat.PostAsync($"{PathOf(record)}/{verb}", body, record.ETag);
        answer.Code.ShouldBe(200, answer.ToString());
        return answer;
    }

    public static string PathOf(ApiAnswer record) => record.Location
        ?? $"/api/v1/{(record.Body!["personId"] is not null ? "nominations" : record.Body["seats"] is not null ? "sessions" : "consultations")}/{record.Id}";

    public static async Task<ApiAnswer> Created(Task<ApiAnswer> creating)
    {
        var answer = await creating;
        answer.Code.ShouldBe(201, answer.ToString());
        return answer;
    }

    public Task HeardAsync<TCopy, TEvent>(TEvent told) where TCopy : Copy<TEvent> where TEvent : IRecordEvent =>
        Eventually.IsAsync(() => ReadAsync(db => db.Set<TCopy>().AnyAsync(copy => copy.Id == told.Id && copy.Version >= told.Version)));

    /// <summary>Waits until the feed tells of all that was done.</summary>
    public Task SealedAsync() => Eventually.IsAsync(() => ReadAsync(db => db.History.AllAsync(entry => entry.Position != null)));

    public async ValueTask DisposeAsync()
    {
        await Elsewhere.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _rabbit.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    WebApplicationFactory<ConsultationsDbContext> Replica()
    {
        var replica = new WebApplicationFactory<ConsultationsDbContext>().WithWebHostBuilder(host => host
            .UseSetting("ConnectionStrings:consultations-db", Database)
            .UseSetting("ConnectionStrings:rabbitmq", _rabbit.ConnectionString)
            .UseSetting("services:identity:http:0", TestTokens.IdentityAddress)
            .UseSetting("PublicOrigin", TestTokens.Issuer)
            .UseSetting("ProofKey", TestTokens.ProofKey)
            .ConfigureTestServices(services => services.ConfigureDbContext<ConsultationsDbContext>(options => options.AddInterceptors(Queries, LinkQueries))));
        replica.StartServer();
        replica.Server.PreserveExecutionContext = true;
        return replica;
    }
}

/// <summary>A network and its API client.</summary>
public sealed record NetworkClient(Guid Id, ApiClient Api, string Token);
