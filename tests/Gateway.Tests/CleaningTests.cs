using System.Net;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Gateway.Tests;

public class CleaningTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("X-User-Id")]
    [InlineData("x-client-id")]
    [InlineData("X-Network")]
    [InlineData("X-Forwarded-User")]
    [InlineData("X-Auth-Request-Email")]
    [InlineData("X-Original-URL")]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("X-Request-Id")]
    [InlineData("Remote-User")]
    [InlineData("Forwarded")]
    [InlineData("Baggage")]
    public async Task A_caller_cannot_speak_in_the_name_of_the_gateway(string header)
    {
        await using var registry = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", registry);
        var client = gateway.Client(TestTokens.Secretariat());
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, "forged=1").ShouldBeTrue();

        await client.GetAsync("/api/v1/people", Cancel);

        registry.Requests.ShouldHaveSingleItem().Headers.Values.ShouldNotContain(value => value.Contains("forged"));
    }

    [Theory]
    [InlineData(null, "127.0.0.1", "http")]
    [InlineData("127.0.0.0/8", "203.0.113.9", "https")]
    [InlineData("10.0.0.0/8", "127.0.0.1", "http")]
    public async Task Forwarded_headers_count_only_from_configured_networks(string? network, string address, string scheme)
    {
        await using var registry = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", registry);
        if (network is not null) gateway.With("ForwardedHeaders:KnownNetworks:0", network);
        var client = gateway.Client(TestTokens.Secretariat());
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        await client.GetAsync("/api/v1/people", Cancel);

        var seen = registry.Requests.ShouldHaveSingleItem().Headers;
        seen["X-Forwarded-For"].ShouldBe(address);
        seen["X-Forwarded-Proto"].ShouldBe(scheme);
        seen.Keys.ShouldNotContain("X-Original-For");
    }

    [Fact]
    public async Task Cookies_reach_the_console_and_no_service()
    {
        await using var registry = await Backend.StartAsync();
        await using var console = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", registry).Before("console", console);
        var client = gateway.Client(TestTokens.Secretariat());
        client.DefaultRequestHeaders.Add("Cookie", "mm=secret; __Host-mm=secret");

        await client.GetAsync("/api/v1/people", Cancel);
        await client.GetAsync("/people", Cancel);

        registry.Requests.ShouldHaveSingleItem().Headers.Keys.ShouldNotContain("Cookie");
        console.Requests.ShouldHaveSingleItem().Headers["Cookie"].ShouldContain("__Host-mm=secret");
    }

    [Fact]
    public async Task Secrets_in_addresses_are_in_no_log_even_when_the_service_fails()
    {
        await using var console = await Backend.StartAsync(http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });
        await using var gateway = new TestGateway().Before("console", console).Before("consultations", console).With("Logging:LogLevel:Default", "Information");
        var client = gateway.Client();

        foreach (var path in new[] { "/r/s3cr3t", "/r/s3cr3t/decline?x=s3cr3t", "/calendar/s3cr3t.ics" }) await client.GetAsync(path, Cancel);
        await client.PostAsync("/r/s3cr3t", new StringContent("answer"), Cancel);

        foreach (var path in (string[])["/r/s3cr3t", "/calendar/s3cr3t.ics"]) console.Requests.ShouldContain(seen => seen.Path == path);
        gateway.Log.ShouldNotBeEmpty();
        gateway.Log.ShouldNotContain(line => line.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Trace_context_goes_on_to_the_service()
    {
        await using var registry = await Backend.StartAsync();
        await using var gateway = new TestGateway().Before("registry", registry);

        var answer = await gateway.Client(TestTokens.Secretariat()).GetAsync("/api/v1/people", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        registry.Requests.ShouldHaveSingleItem().Headers["traceparent"].ShouldContain(answer.Headers.GetValues("X-Request-Id").Single());
    }
}
