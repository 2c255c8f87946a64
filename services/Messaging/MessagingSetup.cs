using MayorsMechanism.Messaging.Bulk;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Messaging.Copies;
using MayorsMechanism.Messaging.Failures;
using MayorsMechanism.Messaging.History;
using MayorsMechanism.Messaging.Inbox;
using MayorsMechanism.Messaging.Outbox;
using MayorsMechanism.Messaging.Subscribing;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MayorsMechanism.Messaging;

/// <summary>Everything a service needs to keep a history, tell others, and be told: one call to set up, one to run.</summary>
public static class MessagingSetup
{
    /// <summary>Database, idempotent answers, broker, outbox and relay, history and sealer, consumers, failures, metrics.</summary>
    /// <param name="builder">The service's builder, after its defaults.</param>
    /// <param name="service">Prefix of its queues; its database's connection is called <c>{service}-db</c>.</param>
    /// <param name="subscribe">Names the events it takes.</param>
    public static void AddMessaging<TContext>(this WebApplicationBuilder builder, string service, Action<Subscriptions<TContext>>? subscribe = null)
        where TContext : MessagingDbContext
    {
        var subscriptions = new Subscriptions<TContext>();
        subscribe?.Invoke(subscriptions.To<CopiesWanted, CopiesWantedConsumer<TContext>>().To<CopiesOffered, CopiesOfferedConsumer>());
        builder.AddDatabase<TContext>($"{service}-db");
        builder.AddIdempotency<TContext>();
        builder.AddBroker();
        builder.Services.AddSingleton<Wakeup>();
        builder.Services.AddSingleton<WakeupOnCommit>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Wakeup>());
        builder.Services.ConfigureDbContext<TContext>((services, options) => options.AddInterceptors(services.GetRequiredService<WakeupOnCommit>()));
        builder.Services.AddBus<TContext>(builder.Configuration, service, subscriptions.All);
        builder.Services.AddSingleton<IReadOnlyList<Subscription>>(subscriptions.All);
        builder.Services.AddHostedService<FirstSubscription<TContext>>();
        builder.Services.AddSingleton<Flow>();
        builder.Services.AddHostedService<Relay>();
        builder.Services.AddHostedService<Republish<TContext>>();
        builder.Services.AddHostedService<Sealer<TContext>>();
        builder.Services.AddHostedService<Backlog>();
        builder.Services.AddHostedService<InboxCleanup<TContext>>();
        builder.Services.AddSingleton(new ServiceName(service));
    }

    /// <summary>Call it after <c>UseServiceDefaults</c> and before mapping endpoints.</summary>
    public static void UseMessaging<TContext>(this WebApplication app) where TContext : MessagingDbContext
    {
        app.Use((http, next) =>
        {
            if (http.User.FindFirst(Claims.Subject)?.Value is { } subject) Author.Current = new(subject, http.User.FindFirst(Claims.ClientId)?.Value);
            return next(http);
        });
        app.UseRetries();
        app.UseIdempotency<TContext>();
        app.MapFailures<TContext>(app.Services.GetRequiredService<ServiceName>().Name);
    }

    /// <summary>Migrates, then does what the command line asks for: a verb, or serving until it is stopped.</summary>
    public static async Task RunAsync<TContext>(this WebApplication app, string[] args) where TContext : MessagingDbContext
    {
        await app.MigrateAsync<TContext>();
        if (Verbs.Find<TContext>(args) is { } verb)
        {
            Environment.ExitCode = await verb(app.Services, app.Lifetime.ApplicationStopping);
            return;
        }
        await app.RunAsync();
    }
}

/// <summary>The service's name, as its database and queues have it.</summary>
public sealed record ServiceName(string Name);

/// <summary>The events that a service takes.</summary>
public sealed class Subscriptions<TContext> where TContext : MessagingDbContext
{
    internal List<Subscription> All { get; } = [];

    /// <summary>Keeps a copy of each record that <typeparamref name="TEvent"/> tells of.</summary>
    public Subscriptions<TContext> Copy<TEvent, TCopy>() where TEvent : class, IRecordEvent where TCopy : Copy<TEvent>, new()
    {
        All.Add(new Subscription(typeof(TEvent), typeof(CopyConsumer<TContext, TEvent, TCopy>), typeof(BundleConsumer<TContext, TEvent, TCopy>)));
        return this;
    }

    /// <summary>Hands each <typeparamref name="TEvent"/> to a consumer of the service's own.</summary>
    public Subscriptions<TContext> To<TEvent, TConsumer>() where TEvent : class where TConsumer : class, IConsumer<TEvent>
    {
        var bundles = typeof(TEvent).IsAssignableTo(typeof(IRecordEvent)) ? typeof(BundleOpener<>).MakeGenericType(typeof(TEvent)) : null;
        All.Add(new Subscription(typeof(TEvent), typeof(TConsumer), bundles));
        return this;
    }
}
