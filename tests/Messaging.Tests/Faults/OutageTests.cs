using System.Collections.Concurrent;

namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>The broker or the database goes, with two replicas of everything at work.</summary>
[Trait("Category", "Full")]
public sealed class OutageTests(SharedServices shared) : IClassFixture<SharedServices>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_changes_are_accepted_while_the_broker_is_away_for_20_seconds()
    {
        var services = await shared.StartedAsync();
        await Truth.HoldsAsync(services);
        var before = await RecipientsAsync();
        await services.Rabbit.StopAsync();
        var away = Task.Delay(TimeSpan.FromSeconds(20), Token);

        var answers = new ConcurrentBag<int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (n, _) =>
            answers.Add((await services.At("registry").PostAsync("/api/v1/people", Person(n))).Code));
        await away;
        answers.Count(code => code == 201).ShouldBe(1000);
        (await services.AskAsync<long>("registry", "SELECT count(*) FROM outbox")).ShouldBe(1000);
        await services.TellsAsync("registry", "messaging.outbox.backlog", backlog => backlog == 1000);
        await services.TellsAsync("registry", "messaging.outbox.oldest", seconds => seconds >= 20);
        await services.Rabbit.StartAsync();

        await Truth.HoldsAsync(services);
        (await RecipientsAsync() - before).ShouldBe(1000);

        Task<long> RecipientsAsync() => services.AskAsync<long>("notifications", "SELECT count(*) FROM recipients");
    }

    [Fact]
    public async Task Broker_and_database_restarted_and_killed_under_load_lose_nothing_and_repeat_nothing()
    {
        var services = await shared.StartedAsync();
        var story = await Story.BeginAsync(services);
        var (load, readers) = (new Load(services, story), Reader.OfEveryFeed(services));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var following = readers.Select(reader => reader.FollowAsync(stop.Token)).ToList();
        var working = load.RunAsync(stop.Token);

        await load.GetsOnAsync();
        await services.Rabbit.StopAsync();
        await services.Rabbit.StartAsync();
        await load.GetsOnAsync();
        await services.Postgres.StopAsync();
        await services.Postgres.StartAsync();
        await load.GetsOnAsync();
        foreach (var service in Services.Names) await services.Of(service)[0].KillAsync();
        services.Postgres.Kill();
        services.Rabbit.Kill();
        await Task.Delay(1000, Token);
        await Task.WhenAll(services.Postgres.StartAsync(), services.Rabbit.StartAsync());
        foreach (var service in Services.Names) await services.Of(service)[0].StartAsync(Token);
        await load.GetsOnAsync();
        await stop.CancelAsync();
        await Task.WhenAll([working, .. following]);

        await Truth.HoldsAsync(services);
        await load.EveryConfirmedNominationHasOneLetterAsync();
        foreach (var reader in readers) await reader.HasMissedNothingAsync();
        await load.NothingAcceptedIsMissingAsync(readers[0]);
    }

    internal static object Person(int n) => new { name = $"Person {n}", languages = new[] { "es", "pt" }, emails = new[] { $"person-{n}@city.example" }, consents = new[] { new { use = "quote", granted = n % 2 == 0, source = "form" } } };
}
