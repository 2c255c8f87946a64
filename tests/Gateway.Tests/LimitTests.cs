using System.Net;
using System.Net.Http.Headers;
using MayorsMechanism.Fixtures;
using Microsoft.AspNetCore.Http;

namespace MayorsMechanism.Gateway.Tests;

public class LimitTests
{
    const int MiB = 1 << 20;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/people", MiB, false, false, HttpStatusCode.OK)]
    [InlineData("/api/v1/people", MiB + 1, false, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/api/v1/people", MiB + 1, true, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/api/v1/people", MiB + 1, false, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/api/v1/people", MiB + 1, true, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/api/v1/registry/imports", 8 * MiB, false, true, HttpStatusCode.OK)]
    [InlineData("/api/v1/registry/imports", 8 * MiB, true, false, HttpStatusCode.OK)]
    [InlineData("/api/v1/registry/imports", 100 * MiB + 1, false, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/api/v1/consultations/1/documents", 25 * MiB, false, true, HttpStatusCode.OK)]
    [InlineData("/api/v1/consultations/1/documents", 25 * MiB + 1, false, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/api/v1/people/1/documents", 25 * MiB, false, false, HttpStatusCode.OK)]
    [InlineData("/api/v1/organisations/1/documents", 25 * MiB, false, true, HttpStatusCode.OK)]
    [InlineData("/api/v1/people/1/documents", 25 * MiB + 1, false, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/api/v1/consultations/1/sessions", MiB + 1, false, false, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_over_the_limit_is_refused(string path, int size, bool chunked, bool keyed, HttpStatusCode expected)
    {
        await using var registry = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", registry).Before("consultations", registry);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[size]) };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;
        if (keyed) request.Headers.Add("Idempotency-Key", "1");

        var answer = await gateway.Client(TestTokens.Secretariat()).SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(expected);
        if (expected is HttpStatusCode.OK) registry.Requests.ShouldHaveSingleItem().Body.Length.ShouldBe(size);
        else answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        if (expected is not HttpStatusCode.OK) registry.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_client_has_its_own_limit_and_is_told_how_much_is_left()
    {
        await using var registry = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", registry)
            .With("RateLimits:Client:PerSecond", "0.001").With("RateLimits:Client:Burst", "3");
        var (one, other) = (gateway.Client(TestTokens.Secretariat()), gateway.Client(TestTokens.Secretariat()));

        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 4; i++) answers.Add(await one.GetAsync("/api/v1/people", Cancel));

        answers.Select(a => (int)a.StatusCode).ShouldBe([200, 200, 200, 429]);
        answers.Select(a => a.Headers.GetValues("RateLimit").Single())
            .ShouldBe(["\"client\";r=2;t=1000", "\"client\";r=1;t=2000", "\"client\";r=0;t=3000", "\"client\";r=0;t=3000"]);
        answers[0].Headers.GetValues("RateLimit-Policy").Single().ShouldBe("\"client\";q=3;w=3000");
        answers[3].Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(800, 1000, "less by what the four calls took");
        answers[3].Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await other.GetAsync("/api/v1/people", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_was_refused_is_served_again_after_the_time_that_the_answer_tells()
    {
        await using var registry = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", registry)
            .With("RateLimits:Client:PerSecond", "0.5").With("RateLimits:Client:Burst", "1");
        var client = gateway.Client(TestTokens.Secretariat());
        // At once: on a slow machine one after the other would each find a token.
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("/api/v1/people", Cancel)));
        var refused = answers.First(answer => answer.StatusCode is HttpStatusCode.TooManyRequests);

        // A timer may end a little early.
        await Task.Delay(refused.Headers.RetryAfter!.Delta!.Value + TimeSpan.FromSeconds(0.5), Cancel);

        (await client.GetAsync("/api/v1/people", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Guessing_is_limited_by_address_and_takes_nothing_from_others()
    {
        await using var identity = await Backend.StartAsync(http =>
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        await using var gateway = new TestGateway().Before("identity", identity)
            .With("RateLimits:SignIn:PerSecond", "0.001").With("RateLimits:SignIn:Burst", "2");
        var client = gateway.Client();

        var statuses = new List<int>();
        foreach (var path in new[] { "/connect/token", "/api/v1/session", "/api/v1/staff/accept-invitation" })
            statuses.Add((int)(await client.PostAsync(path, null, Cancel)).StatusCode);

        statuses.ShouldBe([401, 401, 429]);
        // A client secret cannot be guessed under a valid token either.
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Secretariat());
        (await client.PostAsync("/connect/token", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        client.DefaultRequestHeaders.Authorization = null;
        (await client.PostAsync("/api/v1/session/token", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Refused_tokens_count_against_the_address()
    {
        await using var gateway = new TestGateway().With("RateLimits:Anonymous:PerSecond", "0.001").With("RateLimits:Anonymous:Burst", "2");
        var client = gateway.Client(TestTokens.Refused()["tampered"]);

        var statuses = new List<int>();
        for (var i = 0; i < 3; i++) statuses.Add((int)(await client.GetAsync("/api/v1/staff", Cancel)).StatusCode);

        statuses.ShouldBe([401, 401, 429]);
    }
}
