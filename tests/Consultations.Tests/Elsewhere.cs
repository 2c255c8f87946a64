using System.Collections.Concurrent;
using System.Text.Json;
using MassTransit;
using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>What other services say and hear.</summary>
public sealed class Elsewhere : IAsyncDisposable
{
    readonly ConcurrentQueue<object> _heard = new();
    IBusControl _bus = null!;

    public static async Task<Elsewhere> StartAsync(string broker)
    {
        var elsewhere = new Elsewhere();
        elsewhere._bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(broker));
            rabbit.MessageTopology.SetEntityNameFormatter(new Kebab());
            rabbit.ReceiveEndpoint("elsewhere", queue =>
            {
                queue.Handler<NominationChanged>(elsewhere.HearAsync);
                queue.Handler<SessionChanged>(elsewhere.HearAsync);
                queue.Handler<CycleChanged>(elsewhere.HearAsync);
                queue.Handler<ConsultationChanged>(elsewhere.HearAsync);
                queue.Handler<InvitationChanged>(elsewhere.HearAsync);
                queue.Handler<PersonErasureCompleted>(elsewhere.HearAsync);
            });
        });
        await elsewhere._bus.StartAsync();
        return elsewhere;
    }

    public Task PublishAsync<T>(T message) where T : class => _bus.Publish(message);

    public IReadOnlyList<T> Heard<T>() => [.. _heard.OfType<T>()];

    /// <summary>The event that fits, once it was told.</summary>
    public async Task<T> HearAsync<T>(Func<T, bool> which) where T : class
    {
        await Eventually.IsAsync(() => Task.FromResult(Heard<T>().Any(which)));
        return Heard<T>().First(which);
    }

    Task HearAsync<T>(ConsumeContext<T> context) where T : class
    {
        _heard.Enqueue(context.Message);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _bus.StopAsync();

    /// <summary>Exchanges are named after the contract, as the services name them.</summary>
    sealed class Kebab : IEntityNameFormatter
    {
        public string FormatEntityName<T>() => JsonNamingPolicy.KebabCaseLower.ConvertName(typeof(T).Name);
    }
}

/// <summary>Events as the registry makes them.</summary>
static class Registry
{
    public static OrganisationChanged Organisation(string name, string kind, Guid? network = null, DateOnly? from = null, DateOnly? to = null) => new()
    {
        Id = Guid.CreateVersion7(),
        Version = 1,
        Name = name,
        Kind = kind,
        Country = "CR",
        Languages = ["es"],
        OtherNames = [],
        Verified = false,
        Status = "active",
        Memberships = network is { } id ? [new OrganisationMembership { NetworkId = id, Status = "confirmed", From = from, To = to }] : [],
    };

    public static PersonChanged Person(Guid organisation, string name, string? email, DateOnly? from = null, DateOnly? to = null, string kind = "mayor") => new()
    {
        Id = Guid.CreateVersion7(),
        Version = 1,
        Name = name,
        Languages = ["es"],
        Email = email,
        Status = "active",
        Positions = [new PersonPosition { Id = Guid.CreateVersion7(), OrganisationId = organisation, Title = "Mayor", Kind = kind, From = from, To = to }],
        Consents = [],
    };
}
