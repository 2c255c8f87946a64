namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>
/// A service ends at the worst moment. Where a moment must last long enough to be hit, the test's own trigger in the database waits there
/// for a lock that the test holds.
/// </summary>
[Trait("Category", "Full"), Collection(nameof(SharedServices))]
public sealed class KillTests(SharedServices shared)
{
    [Fact]
    public async Task Killed_between_commit_and_publish_it_publishes_when_it_is_back()
    {
        var services = await shared.StartedAsync();
        var story = await Story.BeginAsync(services);
        services.Proxy("registry").Hold();
        var who = await story.RegisterAsync("Killed before publishing");

        await services.KillAsync("registry");
        (await services.AskAsync<long>("registry", $"SELECT count(*) FROM outbox WHERE body LIKE '%{who.Person}%'")).ShouldBeGreaterThan(0);
        services.Proxy("registry").Drop();
        await services.StartAsync("registry");

        await Truth.HoldsAsync(services);
    }

    [Fact]
    public async Task Killed_between_publish_and_mark_it_publishes_twice_and_that_does_nothing()
    {
        var services = await shared.StartedAsync();
        var story = await Story.BeginAsync(services);
        var who = await story.RegisterAsync("Killed before marking");
        var nomination = await story.NominateAsync(who);
        await Truth.HoldsAsync(services);
        await using var moment = await Moment.AtCommitAsync(services, "consultations", "outbox", "DELETE");

        await story.ConfirmAsync(nomination);
        await moment.ReachedAsync();
        await Eventually.BecomesAsync(() => LettersAsync(services, nomination.Id), count => count == 1);
        await services.KillAsync("consultations");
        await moment.PassAsync(rollBack: true);
        (await services.AskAsync<long>("consultations", "SELECT count(*) FROM outbox")).ShouldBeGreaterThan(0);
        await services.StartAsync("consultations");

        await Truth.HoldsAsync(services);
        (await LettersAsync(services, nomination.Id)).ShouldBe(1);
        await Eventually.BecomesAsync(() => Task.FromResult(Mails(services, "Killed before marking")), count => count == 1);
    }

    [Fact]
    public async Task Killed_between_receive_and_commit_it_receives_again()
    {
        var services = await shared.StartedAsync();
        var story = await Story.BeginAsync(services);
        await using var moment = await Moment.AtCommitAsync(services, "consultations", "person_copies", "INSERT");
        var who = await story.RegisterAsync("Killed before committing");

        await moment.ReachedAsync();
        await services.KillAsync("consultations");
        await moment.PassAsync(rollBack: true);
        (await services.AskAsync<long>("consultations", $"SELECT count(*) FROM person_copies WHERE id = '{who.Person}'")).ShouldBe(0);
        await services.StartAsync("consultations");

        await Truth.HoldsAsync(services);
    }

    [Fact]
    public async Task Killed_between_commit_and_acknowledge_it_receives_again_and_that_does_nothing()
    {
        var services = await shared.StartedAsync();
        var story = await Story.BeginAsync(services);
        var who = await story.RegisterAsync("Killed before acknowledging");
        var nomination = await story.NominateAsync(who);
        await Truth.HoldsAsync(services);
        await using var moment = await Moment.AtCommitAsync(services, "notifications", "inbox", "INSERT");

        await story.ConfirmAsync(nomination);
        await moment.ReachedAsync();
        services.Proxy("notifications").Hold();
        await moment.PassAsync(rollBack: false);
        await Eventually.BecomesAsync(() => LettersAsync(services, nomination.Id), count => count == 1);
        await services.KillAsync("notifications");
        services.Proxy("notifications").Drop();
        await services.StartAsync("notifications");

        await Truth.HoldsAsync(services);
        await Eventually.BecomesAsync(() => Task.FromResult(Mails(services, "Killed before acknowledging")), count => count == 1);
        (await LettersAsync(services, nomination.Id)).ShouldBe(1);
        (await services.AskAsync<long>("notifications", "SELECT count(*) FROM inbox GROUP BY message_id, consumer ORDER BY 1 DESC LIMIT 1")).ShouldBe(1);
    }

    static Task<long> LettersAsync(Services services, string nomination) =>
        services.AskAsync<long>("notifications", $"SELECT count(*) FROM letters WHERE nomination_id = '{nomination}'");

    static int Mails(Services services, string recipient) =>
        Directory.GetFiles(services.Mails, "*.eml").Count(file => File.ReadAllText(file).Contains(recipient, StringComparison.Ordinal));
}

/// <summary>One set of services for the tests of a class or of a collection, started by the first.</summary>
[CollectionDefinition(nameof(SharedServices))]
public sealed class SharedServices : IAsyncDisposable, ICollectionFixture<SharedServices>
{
    Services? _services;

    public async Task<Services> StartedAsync()
    {
        if (_services is null) return _services = await Services.StartAsync();
        await _services.MendAsync();
        return _services;
    }

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;
}
