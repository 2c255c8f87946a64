using System.Net;
using MayorsMechanism.Fixtures;
using Npgsql;

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

    [Fact]
    public async Task It_waits_longer_for_a_migration_than_for_a_request()
    {
        await using var postgres = new PostgresFixture();
        await postgres.InitializeAsync();
        var database = await postgres.CreateDatabaseAsync("registry");
        await using var elsewhere = NpgsqlDataSource.Create(database);
        await using var migrating = await elsewhere.OpenConnectionAsync(Token);
        await AskAsync("SELECT pg_advisory_lock(5077)");

        await using var service = RegistryService.Replica(database + ";Command Timeout=1");
        var started = Task.Run(service.CreateClient, Token);

        await Eventually.IsAsync(async () =>
        {
            await using var waiting = elsewhere.CreateCommand("""
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event = 'advisory' AND clock_timestamp() - query_start > interval '3 seconds'
                """);
            return await waiting.ExecuteScalarAsync(Token) is 1L;
        });
        await AskAsync("SELECT pg_advisory_unlock(5077)");
        (await (await started).GetAsync("/alive", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        async Task AskAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, migrating);
            await command.ExecuteNonQueryAsync(Token);
        }
    }
}
