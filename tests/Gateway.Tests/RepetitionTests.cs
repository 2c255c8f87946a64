using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MayorsMechanism.Fixtures;
using Microsoft.AspNetCore.Http;

namespace MayorsMechanism.Gateway.Tests;

public class RepetitionTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static readonly string Token = TestTokens.Secretariat();

    [Fact]
    public async Task No_read_and_no_keyed_POST_fails_when_a_replica_is_killed_under_load()
    {
        await using var one = await Backend.StartAsync(AnswerSlowly);
        await using var two = await Backend.StartAsync(AnswerSlowly);
        await using var gateway = new TestGateway().Before("registry", one, two);
        var client = gateway.Client(Token);
        var statuses = new ConcurrentBag<HttpStatusCode>();
        using var end = new CancellationTokenSource();

        var load = Enumerable.Range(0, 16).Select(async worker =>
        {
            for (var i = 0; !end.IsCancellationRequested; i++)
            {
                using var answer = worker % 4 == 0 ? await client.SendAsync(Post("/api/v1/people", $"{worker}-{i}"), Cancel) : await client.GetAsync("/api/v1/people", Cancel);
                statuses.Add(answer.StatusCode);
            }
        }).ToArray();
        await UntilAsync(() => Task.FromResult(one.Requests.Count > 200));
        await one.KillAsync();
        var before = two.Requests.Count;
        await UntilAsync(() => Task.FromResult(two.Requests.Count - before > 400));
        await end.CancelAsync();
        await Task.WhenAll(load);

        statuses.ShouldAllBe(status => status == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET", null, true)]
    [InlineData("POST", "1", true)]
    [InlineData("POST", null, false)]
    [InlineData("PUT", "1", false)]
    [InlineData("PATCH", null, false)]
    [InlineData("DELETE", null, false)]
    public async Task What_broke_at_one_replica_is_repeated_at_the_other_only_if_that_is_safe(string method, string? key, bool repeated)
    {
        var attempts = 0;
        Task BreakFirst(HttpContext http)
        {
            if (Interlocked.Increment(ref attempts) == 1) http.Abort();
            return Task.CompletedTask;
        }
        await using var one = await Backend.StartAsync(BreakFirst);
        await using var two = await Backend.StartAsync(BreakFirst);
        await using var gateway = new TestGateway().Before("registry", one, two);
        var request = new HttpRequestMessage(new(method), "/api/v1/people");
        if (method is not "GET" and not "DELETE") request.Content = JsonContent.Create(new { name = "Montevideo" });
        if (key is not null) request.Headers.Add("Idempotency-Key", key);

        var answer = await gateway.Client(Token).SendAsync(request, Cancel);

        var seen = one.Requests.Concat(two.Requests).ToArray();
        seen.Length.ShouldBe(repeated ? 2 : 1);
        answer.StatusCode.ShouldBe(repeated ? HttpStatusCode.OK : HttpStatusCode.BadGateway);
        if (repeated)
        {
            one.Requests.ShouldHaveSingleItem();
            seen[1].Body.ShouldBe(seen[0].Body);
        }
        else
        {
            (await ProblemOf(answer))["type"]!.GetValue<string>().ShouldEndWith("/outcome-unknown");
        }
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task A_request_without_a_body_is_not_sent_again_on_a_kept_connection_that_ends(string method)
    {
        await using var registry = new DyingServer();
        await using var gateway = new TestGateway().With("services:registry:http:0", registry.Address);
        var client = gateway.Client(Token);

        var first = await client.SendAsync(new HttpRequestMessage(new(method), "/api/v1/people/1/confirm"), Cancel);
        var second = await client.SendAsync(new HttpRequestMessage(new(method), "/api/v1/people/1/confirm"), Cancel);

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        second.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        registry.Requests.ShouldBe(2);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task The_restart_of_the_only_replica_does_not_show(string method)
    {
        // The gateway waits three seconds. A restart that took this machine nearly as long shows nothing, and is tried once more.
        for (var left = 20; await RestartAsync(method) > TimeSpan.FromSeconds(2); left--) left.ShouldBeGreaterThan(0);
    }

    static async Task<TimeSpan> RestartAsync(string method)
    {
        await using var first = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", first);
        var client = gateway.Client(Token);
        (await client.GetAsync("/api/v1/people", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var port = first.Port;
        var clock = Stopwatch.StartNew();
        await first.KillAsync();

        // Refused before anything was sent, so that even a POST without a key may be repeated.
        var waiting = client.SendAsync(new HttpRequestMessage(new(method), "/api/v1/people") { Content = method == "POST" ? JsonContent.Create(1) : null }, Cancel);
        await Task.Delay(1000, Cancel);
        await using var second = await Backend.StartAsync(port: port);
        var took = clock.Elapsed;

        var answer = await waiting;
        if (took > TimeSpan.FromSeconds(2)) return took;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        second.Requests.ShouldHaveSingleItem().Method.ShouldBe(method);
        return took;
    }

    [Fact]
    public async Task With_every_replica_out_the_answer_is_a_503_in_the_callers_language()
    {
        var one = await Backend.StartAsync();
        var two = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", one, two);
        var client = gateway.Client(Token);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("es-UY, en;q=0.5");
        await one.KillAsync();
        await two.KillAsync();

        var answer = await client.GetAsync("/api/v1/people", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        answer.Content.Headers.ContentLanguage.ShouldBe(["es"]);
        (await ProblemOf(answer))["title"]!.GetValue<string>().ShouldBe("No disponible en este momento");
    }

    [Fact]
    public async Task A_replica_that_fails_its_check_is_left_out_and_comes_back()
    {
        await using var one = await Backend.StartAsync();
        await using var two = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", one, two);
        var client = gateway.Client(Token);

        one.Healthy = false;
        await UntilAsync(async () => await ShareOfAsync(one) == 0);
        one.Healthy = true;
        await UntilAsync(async () => await ShareOfAsync(one) > 0);

        async Task<int> ShareOfAsync(Backend replica)
        {
            replica.Requests.Clear();
            for (var i = 0; i < 30; i++) (await client.GetAsync("/api/v1/people", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
            return replica.Requests.Count;
        }
    }

    [Fact]
    public async Task The_gateway_stays_ready_when_a_service_is_out_and_names_it()
    {
        await using var registry = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", registry);
        var client = gateway.Client();

        await UntilAsync(async () => (await client.GetStringAsync("/health", Cancel)).Contains("\"status\":\"Healthy\"", StringComparison.Ordinal));
        registry.Healthy = false;
        await UntilAsync(async () => (await client.GetStringAsync("/health", Cancel)).Contains("Degraded", StringComparison.Ordinal));

        (await client.GetAsync("/health", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    static async Task AnswerSlowly(HttpContext http)
    {
        await Task.Delay(5, http.RequestAborted);
        await http.Response.WriteAsync("{}", http.RequestAborted);
    }

    static HttpRequestMessage Post(string path, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { key }) };
        request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    static async Task<JsonNode> ProblemOf(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;

    static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var patience = 1000; !await condition(); patience--)
        {
            patience.ShouldBeGreaterThan(0);
            await Task.Delay(100, Cancel);
        }
    }
}
