using System.Net;
using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Registry.Tests;

public sealed class HealthTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_the_broker_it_serves_and_without_its_database_it_says_that_it_cannot()
    {
        var postgres = new PostgresFixture();
        await postgres.InitializeAsync();
        await using var service = RegistryService.Replica(await postgres.CreateDatabaseAsync("registry"));
        var http = service.CreateClient();

        using var ready = await http.GetAsync("/health", Token);
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        var checks = System.Text.Json.Nodes.JsonNode.Parse(await ready.Content.ReadAsStringAsync(Token))!["checks"]!;
        ((string)checks["database"]!, (string)checks["broker"]!, (string)checks["keys"]!).ShouldBe(("Healthy", "Degraded", "Healthy"));

        await postgres.DisposeAsync();

        (await http.GetAsync("/health", Token)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await http.GetAsync("/alive", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var client = new ApiClient(http, TestTokens.Secretariat("registry:read"));
        var refused = await client.GetAsync("/api/v1/organisations");
        refused.Code.ShouldBe(503);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        refused.Body!.ToJsonString().ShouldNotContain("Npgsql");
    }
}
