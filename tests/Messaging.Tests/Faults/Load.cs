using System.Collections.Concurrent;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Messaging.Tests.Faults;

/// <summary>Clients that register, plan, change, nominate, confirm and speak, and remember what they were promised.</summary>
sealed class Load(Services services, Story story)
{
    readonly ConcurrentDictionary<string, string> _names = new();
    readonly ConcurrentBag<string> _confirmed = [];
    int _plans;

    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, 6).Select(client => Task.Run(() => RegisterAsync(client, stop), CancellationToken.None))
            .Append(Task.Run(() => InsistAsync(NominateAsync, stop), CancellationToken.None))
            .Append(Task.Run(() => InsistAsync(PlanAsync, stop), CancellationToken.None)));

    /// <summary>Waits until more has been promised, on every way: what follows then breaks into work that is going on.</summary>
    public async Task GetsOnAsync()
    {
        var (named, confirmed, plans) = (_names.Count, _confirmed.Count, _plans);
        await Eventually.BecomesAsync(
            () => Task.FromResult((Named: _names.Count - named, Confirmed: _confirmed.Count - confirmed, Plans: _plans - plans)),
            more => more is { Named: > 25, Confirmed: > 1, Plans: > 1 });
    }

    async Task RegisterAsync(int client, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var person = await RepeatAsync(() => services.At("registry").PostAsync("/api/v1/people", OutageTests.Person(n), key: $"{client}-{n}"));
            _names[person.Id] = $"Person {n}";
            var renamed = await TryAsync(() => services.At("registry").PatchAsync(person.Location!, new { name = $"Renamed {client} {n}" }, person.ETag));
            // Without an answer, or with one that says that it is not known, either name may be the true one.
            if (renamed?.Code == 200) _names[person.Id] = $"Renamed {client} {n}";
            else _names.TryRemove(person.Id, out _);
        }
    }

    async Task NominateAsync(int n)
    {
        var who = await story.RegisterAsync($"Representative {n}");
        var confirmed = await story.ConfirmAsync(await story.NominateAsync(who));
        _confirmed.Add(confirmed.Id);
        await story.SpeakAsync(who, confirmed);
    }

    async Task PlanAsync(int n)
    {
        await (await Story.BeginAsync(services)).AlterAsync();
        Interlocked.Increment(ref _plans);
    }

    static async Task InsistAsync(Func<int, Task> work, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            try
            {
                await work(n);
            }
            catch (Exception e) when (e is HttpRequestException or ShouldAssertException or TaskCanceledException)
            {
                // Refused or cut off on the way: nothing was promised.
            }
        }
    }

    public async Task EveryConfirmedNominationHasOneLetterAsync()
    {
        var all = await services.AskAsync<long>("consultations", "SELECT count(*) FROM nominations WHERE state IN ('confirmed', 'accepted')");
        all.ShouldBeGreaterThanOrEqualTo(_confirmed.Count);
        await Eventually.BecomesAsync(() => services.AskAsync<long>("notifications", "SELECT count(*) FROM letters WHERE state = 'sent'"), sent => sent >= all);
        (await services.AskAsync<long>("notifications", "SELECT count(*) FROM letters")).ShouldBe(all);
        (await services.AskAsync<long>("notifications", "SELECT count(DISTINCT nomination_id) FROM letters")).ShouldBe(all);
        Directory.GetFiles(services.Mails, "*.eml").Length.ShouldBe((int)all);
    }

    public async Task NothingAcceptedIsMissingAsync(Reader registry)
    {
        foreach (var (id, name) in _names) ((string?)registry[id]?["person"]?["name"]).ShouldBe(name);
        registry.Count.ShouldBe((int)await services.AskAsync<long>("registry", "SELECT (SELECT count(*) FROM people) + (SELECT count(*) FROM organisations)"));
    }

    /// <summary>As a client does that has an Idempotency-Key: again, until it is answered.</summary>
    static async Task<ApiAnswer> RepeatAsync(Func<Task<ApiAnswer>> send) => (await Eventually.BecomesAsync(() => TryAsync(send), answer => answer?.Code == 201))!;

    static async Task<ApiAnswer?> TryAsync(Func<Task<ApiAnswer>> send)
    {
        try
        {
            return await send();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }
}
