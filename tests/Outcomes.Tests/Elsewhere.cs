using System.Collections.Concurrent;
using System.Text.Json;
using MassTransit;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Outcomes.Tests;

/// <summary>What other services say and hear.</summary>
public sealed class Elsewhere : IAsyncDisposable
{
    readonly ConcurrentQueue<PersonErasureCompleted> _receipts = new();
    IBusControl _bus = null!;

    public static async Task<Elsewhere> StartAsync(string broker)
    {
        var elsewhere = new Elsewhere();
        elsewhere._bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(broker));
            rabbit.MessageTopology.SetEntityNameFormatter(new Kebab());
            rabbit.ReceiveEndpoint("elsewhere", queue => queue.Handler<PersonErasureCompleted>(context =>
            {
                elsewhere._receipts.Enqueue(context.Message);
                return Task.CompletedTask;
            }));
        });
        await elsewhere._bus.StartAsync();
        return elsewhere;
    }

    public Task PublishAsync<T>(T message) where T : class => _bus.Publish(message);

    public IReadOnlyList<PersonErasureCompleted> ReceiptsOf(Guid person) => [.. _receipts.Where(receipt => receipt.PersonId == person)];

    public async ValueTask DisposeAsync() => await _bus.StopAsync();

    /// <summary>Exchanges are named after the contract, as the services name them.</summary>
    sealed class Kebab : IEntityNameFormatter
    {
        public string FormatEntityName<T>() => JsonNamingPolicy.KebabCaseLower.ConvertName(typeof(T).Name);
    }
}

/// <summary>Events as the other services make them.</summary>
static class Told
{
    public static OrganisationChanged Organisation(string name, string? country = "CR") => new()
    {
        Id = Guid.CreateVersion7(), Version = 1, Name = name, Kind = "municipality", Country = country,
        Languages = ["es"], OtherNames = [], Verified = true, Status = "active", Memberships = [],
    };

    public static PersonChanged Person(string name, params PersonConsent[] consents) => new()
    {
        Id = Guid.CreateVersion7(), Version = 1, Name = name, Languages = ["es"], Status = "active", Positions = [], Consents = consents,
    };

    public static CycleChanged Cycle() => new()
    {
        Id = Guid.CreateVersion7(), Version = 1, Name = "GFMD 2020", Chair = "AE",
        Themes = [new CycleTheme { Id = Guid.CreateVersion7(), Title = "Labour migration" }, new CycleTheme { Id = Guid.CreateVersion7(), Title = "Skills" }],
    };

    public static ConsultationChanged Consultation(Guid cycle, Guid? host = null) => new()
    {
        Id = Guid.CreateVersion7(), Version = 1, CycleId = cycle, Name = "Puebla Process Consultation", State = "under-way",
        Region = "019", HostProcessId = host, HostChair = "CR", Objectives = "To hear cities.",
    };

    public static SessionChanged Session(Guid consultation, string kind = "thematic", string title = "Skilling migrants", int day = 11, int? hour = 14) => new()
    {
        Id = Guid.CreateVersion7(), Version = 1, ConsultationId = consultation, Kind = kind, Title = new() { ["en"] = title, ["es"] = title + " (es)" },
        Date = new(2020, 6, day), Start = hour is { } at ? new DateTimeOffset(2020, 6, day, at, 0, 0, TimeSpan.Zero) : null,
        TimeZone = "America/Costa_Rica", State = "held",
    };

    public static NominationChanged Nomination(SessionChanged session, Guid person, Guid organisation, string state = "accepted", string? title = "Mayor") => new()
    {
        Id = Guid.CreateVersion7(), Version = 3, SessionId = session.Id, ConsultationId = session.ConsultationId, PersonId = person, OnBehalfOf = organisation,
        State = state, Answered = true, Consultation = "Puebla Process Consultation", Session = session.Title, Date = session.Date,
        TimeZone = session.TimeZone, Title = title,
    };
}
