using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace MayorsMechanism.EndToEnd;

/// <summary>Two replicas of each service behind the gateway.</summary>
public sealed class ReplicaTests(WholeSystem whole)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_equal_requests_through_the_gateway_create_one_record_and_get_one_answer()
    {
        await whole.StartedAsync();
        var network = await whole.NewNetworkAsync("Fifty");
        var api = await network.SignInAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            api.PostAsync("/api/v1/organisations", new { name = "Once", kind = "municipality" }, key: "the-same")));

        answers.ShouldAllBe(answer => answer.Code == 201);
        answers.Select(answer => $"{answer.Body!.ToJsonString()} {answer.ETag} {answer.Location}").Distinct().ShouldHaveSingleItem();
        (await api.GetAsync($"/api/v1/organisations?network={network.Id}")).Items.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 9)]
    [InlineData(1, 15)]
    [Trait("Category", "Full")]
    public async Task A_replica_killed_under_load_costs_no_request_that_can_be_repeated_safely(int replica, int signal)
    {
        var system = await whole.StartedAsync();
        var network = await whole.NewNetworkAsync("Load");
        var api = await network.SignInAsync();
        var failures = new ConcurrentQueue<string>();
        using var load = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var created = 0;
        var clients = Enumerable.Range(0, 12).Select(client => Task.Run(async () =>
        {
            for (var i = 0; !load.IsCancellationRequested; i++)
            {
                var answer = await api.PostAsync("/api/v1/organisations", new { name = $"{client} {i}", kind = "municipality" }, key: $"{client}-{i}");
                if (answer.Code == 201) Interlocked.Increment(ref created);
                else failures.Enqueue($"POST {answer}");
                var read = await api.GetAsync(answer.Location ?? "/api/v1/organisations");
                if (read.Code != 200) failures.Enqueue($"GET {read}");
            }
        }, Token)).ToArray();

        await CreatedAsync(100);
        var registry = system.Of("registry")[replica].Name;
        var killed = whole.ProcessOf(registry);
        SendSignal(killed, signal).ShouldBe(0);
        await whole.WaitUntilBackAsync(registry, killed, Token);
        await CreatedAsync(100);
        await load.CancelAsync();
        await Task.WhenAll(clients);

        failures.ShouldBeEmpty();
        var all = await api.GetAsync($"/api/v1/organisations?network={network.Id}&limit=1&count=true");
        ((int)all.Body!["total"]!).ShouldBe(created);

        Task CreatedAsync(int more)
        {
            var before = Volatile.Read(ref created);
            return Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref created) - before), added => added > more);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int SendSignal(int processId, int signal);
}
