using MassTransit;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Notifications.Letters;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(MayorsMechanism.Notifications.Tests.NotificationsService))]

namespace MayorsMechanism.Notifications.Tests;

/// <summary>Two replicas over one real database, one real broker and one pickup folder. The test is the other services.</summary>
public sealed class NotificationsService : IAsyncLifetime
{
    readonly PostgresFixture _postgres = new();
    readonly RabbitFixture _rabbit = new();
    readonly TemporaryFolder _pickup = new("mayors-pickup-");
    readonly ConcurrentDictionary<string, LinkIssued> _links = new();
    readonly ConcurrentDictionary<Guid, PersonErasureCompleted> _receipts = new();
    WebApplicationFactory<NotificationsDbContext> _first = null!;
    WebApplicationFactory<NotificationsDbContext> _second = null!;

    public IServiceProvider Services => _first.Services;

    /// <summary>What Consultations would have stored, by token hash.</summary>
    public IReadOnlyDictionary<string, LinkIssued> Links => _links;

    /// <summary>What Registry would have been told, by person.</summary>
    public IReadOnlyDictionary<Guid, PersonErasureCompleted> Receipts => _receipts;

    public string Database { get; private set; } = null!;

    public string Pickup => _pickup.Path;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(_postgres.InitializeAsync().AsTask(), _rabbit.InitializeAsync().AsTask());
        Database = await _postgres.CreateDatabaseAsync("notifications");
        var settings = new Dictionary<string, string?> { ["Mail:Pickup"] = _pickup.Path };
        (_first, _second) = (Replica(Database, _rabbit.ConnectionString, settings), Replica(Database, _rabbit.ConnectionString, settings));
        foreach (var replica in (WebApplicationFactory<NotificationsDbContext>[])[_first, _second])
        {
            await replica.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(3));
        }
        var others = _second.Services.GetRequiredService<IBusControl>().ConnectReceiveEndpoint("others", endpoint =>
        {
            endpoint.Handler<LinkIssued>(context => Task.FromResult(_links[context.Message.TokenHash] = context.Message));
            endpoint.Handler<PersonErasureCompleted>(context => Task.FromResult(_receipts[context.Message.PersonId] = context.Message));
        });
        await others.Ready;
    }

    public ApiClient Client(string? token) => new(_second.CreateClient(), token);

    public ApiClient Secretariat => Client(TestTokens.Secretariat(Scopes.NotificationsRead, Scopes.NotificationsWrite));

    /// <summary>As another service's relay does it; each call is another message unless <paramref name="messageId"/> says which.</summary>
    public Task PublishAsync<T>(T message, Guid? messageId = null) where T : class => Services.GetRequiredService<IBus>().Publish(
        message, context => context.MessageId = messageId ?? Guid.CreateVersion7(), TestContext.Current.CancellationToken);

    public async Task<T> QueryAsync<T>(Func<NotificationsDbContext, Task<T>> query)
    {
        await using var scope = Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<NotificationsDbContext>());
    }

    /// <param name="about">A nomination or an invitation.</param>
    public Task<List<Letter>> LettersAsync(Guid about) =>
        QueryAsync(db => db.Letters.AsNoTracking().Where(l => l.NominationId == about || l.InvitationId == about).OrderBy(l => l.Id).ToListAsync());

    /// <summary>The letters about a nomination or an invitation, once there are so many and each has come to an end.</summary>
    public async Task<List<Letter>> EndedAsync(Guid about, int count) => await Eventually.HoldsAsync(
        () => LettersAsync(about), letters => letters.Count == count && letters.All(l => l.State is not (LetterState.Queued or LetterState.Sending)));

    /// <summary>A replica claimed the letter and died. Its lease lasts until the test ends it.</summary>
    public Task ClaimByTheDeadAsync(Guid letter) => QueryAsync(db => db.Database.ExecuteSqlAsync(
        $"UPDATE letters SET state = 'sending', recipient_id = person_id, due_at = now() + interval '1 day' WHERE id = {letter}"));

    public Task EndLeaseAsync(Guid letter) => QueryAsync(db => db.Database.ExecuteSqlAsync($"UPDATE letters SET due_at = now() WHERE id = {letter}"));

    /// <summary>Events about a person come one by one, so when this letter has left, those published before were dealt with.</summary>
    public async Task TellOfPersonAndWaitForAnotherLetterAsync(Guid person)
    {
        await PublishAsync(Given.Person(person));
        var other = Given.Nomination("confirmed", 1, person);
        await PublishAsync(other);
        await EndedAsync(other.Id, 1);
    }

    public MimeMessage Mail(Letter letter) => MimeMessage.Load(Path.Combine(_pickup.Path, $"{letter.MailName}.eml"));

    public string FileOf(Guid letter) => Path.Combine(_pickup.Path, $"{letter}.eml");

    public static WebApplicationFactory<NotificationsDbContext> Replica(string database, string broker, IReadOnlyDictionary<string, string?> settings) =>
        new WebApplicationFactory<NotificationsDbContext>().WithWebHostBuilder(host =>
        {
            host.UseSetting("ConnectionStrings:notifications-db", database)
                .UseSetting("ConnectionStrings:rabbitmq", broker)
                .UseSetting("services:identity:http:0", TestTokens.IdentityAddress)
                .UseSetting("PublicOrigin", TestTokens.Issuer)
                .UseSetting("ProofKey", TestTokens.ProofKey);
            foreach (var (name, value) in settings) host.UseSetting(name, value);
        });

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _rabbit.DisposeAsync();
        await _postgres.DisposeAsync();
        _pickup.Dispose();
    }
}
