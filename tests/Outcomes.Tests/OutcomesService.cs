using MassTransit;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.Outcomes.Copies;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(MayorsMechanism.Outcomes.Tests.OutcomesService))]

namespace MayorsMechanism.Outcomes.Tests;

/// <summary>Two replicas of the real service over one real, migrated database and a real broker, to which the test speaks as the other services do.</summary>
public sealed class OutcomesService : IAsyncLifetime
{
    readonly PostgresFixture _postgres = new();
    readonly RabbitFixture _rabbit = new();
    WebApplicationFactory<OutcomesDbContext> _first = null!;
    WebApplicationFactory<OutcomesDbContext> _second = null!;

    /// <summary>The other services' side of the broker.</summary>
    public Elsewhere Elsewhere { get; private set; } = null!;

    /// <summary>The secretariat, with every scope.</summary>
    public ApiClient Secretariat { get; private set; } = null!;

    /// <summary>A network, with every scope.</summary>
    public ApiClient Network { get; private set; } = null!;

    /// <summary>Nobody in particular.</summary>
    public ApiClient Anyone { get; private set; } = null!;

    public IServiceProvider Services => _first.Services;

    public QueryLog Queries { get; } = new();

    public string Database { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(_postgres.InitializeAsync().AsTask(), _rabbit.InitializeAsync().AsTask());
        Database = await _postgres.CreateDatabaseAsync("outcomes");
        (_first, _second) = (Replica(), Replica());
        Secretariat = Client(TestTokens.Secretariat([.. Scopes.All]));
        Network = Client(TestTokens.Network(Guid.CreateVersion7(), [.. Scopes.All]));
        Anyone = Client(null);
        // Both must have declared their queues before the first event is published.
        foreach (var replica in (WebApplicationFactory<OutcomesDbContext>[])[_first, _second])
        {
            await replica.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(3));
        }
        Elsewhere = await Elsewhere.StartAsync(_rabbit.ConnectionString);
    }

    public ApiClient Client(string? token, bool second = false) => new((second ? _second : _first).CreateClient(), token);

    /// <summary>A member of staff of a co-steering organisation.</summary>
    public ApiClient Staff(string organisation, string role = "reviewer", bool second = false) =>
        Client(new TestToken { Kind = "staff", Role = role, Organisation = organisation, Scopes = [Scopes.OutcomesRead, Scopes.OutcomesWrite] }, second);

    public async Task<T> ReadAsync<T>(Func<OutcomesDbContext, Task<T>> read)
    {
        await using var scope = Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<OutcomesDbContext>());
    }

    /// <summary>Tells of a record and waits until the service has heard.</summary>
    public Task<OrganisationChanged> TellAsync(OrganisationChanged told) => TellAsync<OrganisationCopy, OrganisationChanged>(told);

    public Task<PersonChanged> TellAsync(PersonChanged told) => TellAsync<PersonCopy, PersonChanged>(told);

    public Task<CycleChanged> TellAsync(CycleChanged told) => TellAsync<CycleCopy, CycleChanged>(told);

    public Task<ConsultationChanged> TellAsync(ConsultationChanged told) => TellAsync<ConsultationCopy, ConsultationChanged>(told);

    public Task<SessionChanged> TellAsync(SessionChanged told) => TellAsync<SessionCopy, SessionChanged>(told);

    public Task<NominationChanged> TellAsync(NominationChanged told) => TellAsync<NominationCopy, NominationChanged>(told);

    public async Task EraseAsync(Guid person)
    {
        await Elsewhere.PublishAsync(new PersonErased { Id = person, Version = 8 });
        await Eventually.IsAsync(() => Task.FromResult(Elsewhere.ReceiptsOf(person).Count > 0));
        Elsewhere.ReceiptsOf(person)[0].Service.ShouldBe("outcomes");
    }

    async Task<TEvent> TellAsync<TCopy, TEvent>(TEvent told) where TCopy : Copy<TEvent> where TEvent : class, IRecordEvent
    {
        await Elsewhere.PublishAsync(told);
        await Eventually.IsAsync(() => ReadAsync(db => db.Set<TCopy>().AnyAsync(copy => copy.Id == told.Id && copy.Version >= told.Version)));
        return told;
    }

    public async ValueTask DisposeAsync()
    {
        await Elsewhere.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _rabbit.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    WebApplicationFactory<OutcomesDbContext> Replica()
    {
        var replica = new WebApplicationFactory<OutcomesDbContext>().WithWebHostBuilder(host => host
            .UseSetting("ConnectionStrings:outcomes-db", Database)
            .UseSetting("ConnectionStrings:rabbitmq", _rabbit.ConnectionString)
            .UseSetting("services:identity:http:0", TestTokens.IdentityAddress)
            .UseSetting("PublicOrigin", TestTokens.Issuer)
            .ConfigureTestServices(services => services.ConfigureDbContext<OutcomesDbContext>(options => options.AddInterceptors(Queries))));
        replica.StartServer();
        replica.Server.PreserveExecutionContext = true;
        return replica;
    }
}
