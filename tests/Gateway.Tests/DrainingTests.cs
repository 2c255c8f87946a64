using System.Net;
using MayorsMechanism.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MayorsMechanism.Gateway.Tests;

/// <summary>How a program of ours goes when it is replaced, and how a container's health check asks it.</summary>
public sealed class DrainingTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Asked_to_stop_it_says_that_it_is_not_ready_and_takes_requests_until_it_has_drained()
    {
        await using var backend = await Backend.StartAsync();
        var gateway = new TestGateway().Before("registry", backend).With("Draining", "00:00:15");
        using var client = gateway.Client(TestTokens.Secretariat("registry:read"));
        (await client.GetAsync("/alive", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        // As at SIGTERM: first the word, then the host stops.
        gateway.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var stopped = Task.Run(async () => await gateway.DisposeAsync(), Token);
        using var health = await client.GetAsync("/health", Token);
        using var newcomer = new HttpClient { BaseAddress = client.BaseAddress };
        newcomer.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
        using var answer = await newcomer.GetAsync("/api/v1/organisations", Token);

        (health.StatusCode, answer.StatusCode).ShouldBe((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK));
        (await health.Content.ReadAsStringAsync(Token)).ShouldContain("\"stopping\":\"Unhealthy\"");
        await stopped;
        await Should.ThrowAsync<HttpRequestException>(() => newcomer.GetAsync("/alive", Token));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task The_verb_health_ends_with_what_the_running_program_says(bool healthy, int code)
    {
        await using var running = await Backend.StartAsync();
        running.Healthy = healthy;

        var (ended, output) = await AskAsync(running.Port);

        ended.ShouldBe(code, output);
    }

    [Fact]
    public async Task The_verb_health_fails_where_nothing_runs()
    {
        var gone = await Backend.StartAsync();
        var port = gone.Port;
        await gone.DisposeAsync();

        var (ended, output) = await AskAsync(port);

        ended.ShouldBe(1);
        output.ShouldContain($"http://127.0.0.1:{port}/health does not answer");
    }

    static async Task<(int Code, string Output)> AskAsync(int port)
    {
        await using var program = new ServiceProcess("Gateway", new Dictionary<string, string?> { ["ASPNETCORE_HTTP_PORTS"] = $"{port}" });
        return await program.RunAsync("health", Token);
    }
}
